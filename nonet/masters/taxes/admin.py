"""Tax codes on the desk."""

from nonet.masters.taxes.nouns import NOUNS

for noun in NOUNS:
    noun.show_on_desk()
