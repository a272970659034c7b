"""How the ledger's own masters are saved: their fields, what identifies them, what is fixed once it is in use."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from nonet.books.money.models import Account, AccountRole, ExchangeRate, PostingRule
from nonet.masters.items.models import ItemCategory
from nonet.masters.saving import Plan
from nonet.masters.taxes.models import TaxCode


def _capitals(row: dict[str, Any]) -> None:
    row["currency"] = str(row.get("currency") or "").upper()


ACCOUNT = Plan(
    Account,
    fields=(
        "code",
        "name",
        "names",
        "type",
        "is_debit",
        "parent",
        "control",
        "is_cash",
        "currency",
        "active",
    ),
    references={"parent": Account},
    frozen=("type", "is_debit", "control", "currency"),
    frozen_because=_("cannot change any more: entries were posted to the account; open another one"),
)
ROLE = Plan(
    AccountRole,
    fields=("role", "account", "category", "tax_code", "valid_from"),
    key=("role", "category_id", "tax_code_id", "valid_from"),
    references={"account": Account, "category": ItemCategory, "tax_code": TaxCode},
    optional=("category_id", "tax_code_id"),
    frozen=("account",),
    frozen_because=_("cannot change from a day in a closed period; add a row from an open day on"),
)
RULE = Plan(
    PostingRule,
    fields=(
        "event",
        "position",
        "is_debit",
        "role",
        "amount_key",
        "with_party",
        "valid_from",
        "valid_until",
    ),
    key=("event", "position", "valid_from"),
    frozen=("is_debit", "role", "amount_key", "with_party"),
    frozen_because=_("cannot change from a day in a closed period; add a row from an open day on"),
)
RATE = Plan(
    ExchangeRate,
    fields=("currency", "on", "rate"),
    key=("currency", "on"),
    prepare=_capitals,
    frozen=("rate",),
    frozen_because=_("cannot change for a day in a closed period; open the period again first"),
)
