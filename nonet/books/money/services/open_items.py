"""What posted documents leave owed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id


@dataclass(slots=True)
class OpenItemDraft:
    """A claim to be: positive when it is owed to us, negative when we owe; in the document's currency."""

    party_id: int
    account_id: int
    entry_id: int
    is_receivable: bool
    currency: str
    rate: Decimal
    amount: Decimal
    posted_on: dt.date
    due_on: dt.date
    invoice_id: int | None = None
    payment_id: int | None = None


OPEN_ITEM_COLUMNS = tuple(OpenItemDraft.__dataclass_fields__)
_values = attrgetter(*OPEN_ITEM_COLUMNS)


def write_open_items(drafts: Sequence[OpenItemDraft]) -> list[int]:
    """Write claims in one statement; return their ids in order. Claims of nothing are left out by the caller."""
    if not drafts:
        return []
    names = ", ".join(OPEN_ITEM_COLUMNS)
    found = sql.rows(
        f"INSERT INTO money_openitem (company_id, {names}, open_amount) SELECT %s::bigint, {names}, amount FROM unnest("
        "%s::bigint[], %s::bigint[], %s::bigint[], %s::bool[], %s::text[], %s::numeric[], %s::numeric[], %s::date[],"
        f" %s::date[], %s::bigint[], %s::bigint[]) WITH ORDINALITY AS d ({names}, n) ORDER BY n RETURNING id",
        (
            current_company_id(),
            *sql.columns([_values(draft) for draft in drafts], len(OPEN_ITEM_COLUMNS)),
        ),
    )
    return [each.id for each in found]
