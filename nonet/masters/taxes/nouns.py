"""Tax codes on every face."""

from nonet.masters.nouns import Noun
from nonet.masters.taxes.services import TAX, save_tax_codes

NOUNS = (
    Noun(
        TAX,
        save_tax_codes,
        "tax-codes",
        columns=("code", "name", "rate", "kind", "recoverable", "active"),
        filters=("kind", "active"),
    ),
)
