"""Tax codes for programs."""

from nonet.kit.api import Resource
from nonet.masters.taxes import services
from nonet.masters.taxes.models import TaxCode

RESOURCES = (
    Resource(
        "tax-codes",
        TaxCode,
        fields=("code", "name", "rate", "kind", "recoverable", "active"),
        filters=("code", "kind", "active"),
        save=services.save_tax_codes,
        plan=services.TAX,
    ),
)
