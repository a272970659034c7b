"""Tax codes for programs."""

from nonet.masters.taxes.nouns import NOUNS

RESOURCES = tuple(each.resource for each in NOUNS)
