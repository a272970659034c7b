"""Tax codes for programs."""

from nonet.kit.api import Resource
from nonet.masters.taxes.models import TaxCode

RESOURCES = (
    Resource(
        "tax-codes",
        TaxCode,
        fields=("code", "name", "rate", "kind", "recoverable", "active"),
        filters=("code", "kind", "active"),
    ),
)
