"""The verbs over parties: create and change many at once, keyed by their code."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from nonet.kernel.errors import InvalidInput
from nonet.kernel.money import currency
from nonet.kernel.verbs import verb
from nonet.masters.parties.models import Party, PaymentTerm
from nonet.masters.pinyin import initials
from nonet.masters.saving import Plan, Row, Saved, save_rows


def _check_party(party: Party) -> None:
    party.country = party.country.upper()
    party.currency = party.currency.upper()
    if party.currency:
        currency(party.currency)
    party.pinyin = initials(party.short_name or party.name)


def _check_term(term: Any) -> None:
    if term.day_of_month is not None and not 1 <= term.day_of_month <= 31:
        raise InvalidInput("day_of_month", _("lies between 1 and 31"))


PARTY = Plan(
    Party,
    fields=(
        "code",
        "name",
        "short_name",
        "kind",
        "is_customer",
        "is_supplier",
        "is_carrier",
        "is_employee",
        "country",
        "tax_number",
        "currency",
        "language",
        "payment_term",
        "credit_limit",
        "on_hold",
        "active",
        "notes",
    ),
    references={"payment_term": PaymentTerm},
    check=_check_party,
    derived=("pinyin",),
)
TERM = Plan(
    PaymentTerm,
    fields=("code", "name", "days", "months", "from_month_end", "day_of_month"),
    check=_check_term,
)


@verb("parties.save_parties")
def save_parties(*, parties: Sequence[Row]) -> Saved:
    """Create parties, or change those whose code is known; each row names only what it sets."""
    return save_rows(PARTY, parties)


@verb("parties.save_payment_terms")
def save_payment_terms(*, terms: Sequence[Row]) -> Saved:
    """Create payment terms, or change those whose code is known."""
    return save_rows(TERM, terms)
