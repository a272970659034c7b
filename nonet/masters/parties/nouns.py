"""The small masters around parties, on every face."""

from nonet.masters.nouns import Noun
from nonet.masters.parties.plans import TERM
from nonet.masters.parties.services import save_payment_terms

NOUNS = (
    Noun(
        TERM,
        save_payment_terms,
        "payment-terms",
        columns=("code", "name", "months", "days", "from_month_end", "day_of_month"),
    ),
)
