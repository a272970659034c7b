"""Orders come into being: thousands in one statement, each once however often it is sent."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nonet.kernel import sql
from nonet.kernel.actor import current_actor, current_company_id
from nonet.kernel.numbering import next_numbers
from nonet.kernel.sql import arrays

PREFIXES = {
    "sales": "SO",
    "purchase": "PO",
    "transfer": "TO",
    "production": "MO",
    "sales_return": "SR",
    "purchase_return": "PR",
}
ZERO = Decimal(0)


@dataclass(slots=True)
class LineDraft:
    """An order line to be: quantity in the item's base unit, price per base unit, amounts already rounded."""

    item_id: int
    quantity: Decimal
    unit: str
    price: Decimal = ZERO
    discount: Decimal = ZERO
    tax_code_id: int | None = None
    tax_rate: Decimal = ZERO
    net_amount: Decimal = ZERO
    tax_amount: Decimal = ZERO
    description: str = ""
    entered_quantity: Decimal | None = None
    entered_unit: str | None = None
    due_on: dt.date | None = None
    origin_line_id: int | None = None
    price_reason: str = ""
    role: str = "item"


@dataclass(slots=True)
class OrderDraft:
    """An order to be. ``channel`` with ``external_number`` make it unique: sent twice, it is taken once."""

    kind: str
    site_id: int
    ordered_on: dt.date
    currency: str
    lines: Sequence[LineDraft]
    party_id: int | None = None
    to_site_id: int | None = None
    origin_id: int | None = None
    channel: str = ""
    external_number: str = ""
    due_on: dt.date | None = None
    payment_term_id: int | None = None
    tax_included: bool = False
    ship_to: Mapping[str, Any] | None = None
    note: str = ""
    reasons: Mapping[str, Any] | None = None

    @property
    def gross_total(self) -> Decimal:
        """Return what the order comes to with its taxes."""
        return sum((line.net_amount + line.tax_amount for line in self.lines), ZERO)


ORDER_COLUMNS = {
    "kind": "text",
    "number": "text",
    "party_id": "bigint",
    "site_id": "bigint",
    "to_site_id": "bigint",
    "origin_id": "bigint",
    "channel": "text",
    "external_number": "text",
    "ordered_on": "date",
    "due_on": "date",
    "currency": "text",
    "payment_term_id": "bigint",
    "tax_included": "bool",
    "net_total": "numeric",
    "tax_total": "numeric",
    "ship_to": "jsonb",
    "note": "text",
    "reasons": "jsonb",
}
LINE_COLUMNS = {
    "position": "int",
    "item_id": "bigint",
    "quantity": "numeric",
    "unit_id": "text",
    "price": "numeric",
    "discount": "numeric",
    "tax_code_id": "bigint",
    "tax_rate": "numeric",
    "net_amount": "numeric",
    "tax_amount": "numeric",
    "description": "text",
    "entered_quantity": "numeric",
    "entered_unit_id": "text",
    "due_on": "date",
    "origin_line_id": "bigint",
    "price_reason": "text",
    "role": "text",
}
ORDER_NAMES, LINE_NAMES = ", ".join(ORDER_COLUMNS), ", ".join(LINE_COLUMNS)
ONCE = "ON CONFLICT (company_id, channel, external_number) WHERE NOT (external_number = '') DO NOTHING"


_ORDER_SQL = f"""
WITH source AS (
    SELECT * FROM unnest({arrays(ORDER_COLUMNS)}) WITH ORDINALITY AS s ({ORDER_NAMES}, n)
), made AS (
    INSERT INTO orders_order (company_id, created_by_id, {ORDER_NAMES}, gross_total)
    SELECT %s::bigint, %s::bigint, {ORDER_NAMES}, net_total + tax_total FROM source ORDER BY n {ONCE}
    RETURNING id, number
), numbered AS (SELECT made.id, source.n FROM made JOIN source USING (number)),
lines AS (
    INSERT INTO orders_orderline (company_id, order_id, {LINE_NAMES})
    SELECT %s::bigint, numbered.id, {LINE_NAMES}
    FROM unnest(%s::int[], {arrays(LINE_COLUMNS)}) AS l (n, {LINE_NAMES}) JOIN numbered USING (n) ORDER BY n, position
)
SELECT id, n FROM numbered
"""


def create_orders(drafts: Sequence[OrderDraft]) -> list[int]:
    """Write draft orders with their lines; return the ids in order of the drafts.

    An order whose channel and external number are known already is not written again; its id is returned.
    Two or three statements, however many orders.
    """
    if not drafts:
        return []
    numbers = order_numbers(drafts)
    actor = current_actor()
    made = sql.rows(
        _ORDER_SQL,
        (
            *order_columns(drafts, numbers),
            actor.company_id,
            actor.user_id,
            actor.company_id,
            *line_columns(drafts),
        ),
    )
    ids = {int(each.n) - 1: int(each.id) for each in made}
    if len(ids) < len(drafts):
        ids |= orders_known({n: draft for n, draft in enumerate(drafts) if n not in ids})
    return [ids[index] for index in range(len(drafts))]


def order_numbers(drafts: Sequence[OrderDraft]) -> list[str]:
    """Take a number for each draft, of the series of its kind and month."""
    counts: dict[tuple[str, dt.date], int] = {}
    for draft in drafts:
        key = (PREFIXES[draft.kind], draft.ordered_on.replace(day=1))
        counts[key] = counts.get(key, 0) + 1
    pools = {key: iter(next_numbers(key[0], count, key[1])) for key, count in counts.items()}
    return [next(pools[PREFIXES[draft.kind], draft.ordered_on.replace(day=1)]) for draft in drafts]


def order_columns(drafts: Sequence[OrderDraft], numbers: Sequence[str]) -> list[Any]:
    """Return the arrays of ``ORDER_COLUMNS``."""
    return sql.columns(
        [
            (
                draft.kind,
                number,
                draft.party_id,
                draft.site_id,
                draft.to_site_id,
                draft.origin_id,
                draft.channel,
                draft.external_number,
                draft.ordered_on,
                draft.due_on,
                draft.currency,
                draft.payment_term_id,
                draft.tax_included,
                sum((line.net_amount for line in draft.lines), ZERO),
                sum((line.tax_amount for line in draft.lines), ZERO),
                _json(draft.ship_to),
                draft.note,
                _json(draft.reasons),
            )
            for draft, number in zip(drafts, numbers, strict=True)
        ],
        18,
    )


def line_columns(drafts: Sequence[OrderDraft]) -> list[Any]:
    """Return which draft each line belongs to, from 1, and the arrays of ``LINE_COLUMNS``."""
    return sql.columns(
        [
            (
                n,
                position,
                line.item_id,
                line.quantity,
                line.unit,
                line.price,
                line.discount,
                line.tax_code_id,
                line.tax_rate,
                line.net_amount,
                line.tax_amount,
                line.description,
                line.entered_quantity,
                line.entered_unit,
                line.due_on,
                line.origin_line_id,
                line.price_reason,
                line.role,
            )
            for n, draft in enumerate(drafts, 1)
            for position, line in enumerate(draft.lines, 1)
        ],
        18,
    )


def orders_known(drafts: Mapping[int, OrderDraft]) -> dict[int, int]:
    """Return the ids of orders that were taken before by their channel and number there; one statement if any asks."""
    asked = {n: draft for n, draft in drafts.items() if draft.external_number}
    if not asked:
        return {}
    found = sql.rows(
        "SELECT id, channel, external_number FROM orders_order JOIN unnest(%s::text[], %s::text[])"
        " AS w (channel, external_number) USING (channel, external_number)"
        " WHERE company_id = %s AND NOT (external_number = '')",
        (
            [draft.channel for draft in asked.values()],
            [draft.external_number for draft in asked.values()],
            current_company_id(),
        ),
    )
    by_key = {(each.channel, each.external_number): int(each.id) for each in found}
    keys = {n: (draft.channel, draft.external_number) for n, draft in asked.items()}
    return {n: by_key[key] for n, key in keys.items() if key in by_key}


def _json(value: Mapping[str, Any] | None) -> str | None:
    return None if value is None else json.dumps(value, default=str, ensure_ascii=False)
