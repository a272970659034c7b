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

PREFIXES = {
    "sales": "SO",
    "purchase": "PO",
    "transfer": "TO",
    "production": "MO",
    "sales_return": "SR",
    "purchase_return": "PR",
}
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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


_ORDER_SQL = """
WITH source AS (
    SELECT * FROM unnest(%s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[],
        %s::text[], %s::date[], %s::date[], %s::text[], %s::bigint[], %s::bool[], %s::numeric[], %s::numeric[],
        %s::jsonb[], %s::text[], %s::jsonb[])
    WITH ORDINALITY AS s (kind, number, party_id, site_id, to_site_id, origin_id, channel, external_number,
        ordered_on, due_on, currency, payment_term_id, tax_included, net_total, tax_total, ship_to, note, reasons, n)
), made AS (
    INSERT INTO orders_order (company_id, created_by_id, kind, number, party_id, site_id, to_site_id, origin_id,
        channel, external_number, ordered_on, due_on, currency, payment_term_id, tax_included, net_total, tax_total,
        gross_total, ship_to, note, reasons)
    SELECT %s::bigint, %s::bigint, kind, number, party_id, site_id, to_site_id, origin_id, channel, external_number,
        ordered_on, due_on, currency, payment_term_id, tax_included, net_total, tax_total, net_total + tax_total,
        ship_to, note, reasons
    FROM source ORDER BY n
    ON CONFLICT (company_id, channel, external_number) WHERE NOT (external_number = '') DO NOTHING
    RETURNING id, number
), numbered AS (SELECT made.id, source.n FROM made JOIN source USING (number)),
lines AS (
    INSERT INTO orders_orderline (company_id, order_id, position, item_id, quantity, unit_id, price, discount,
        tax_code_id, tax_rate, net_amount, tax_amount, description, entered_quantity, entered_unit_id, due_on,
        origin_line_id, price_reason, role)
    SELECT %s::bigint, numbered.id, l.position, l.item_id, l.quantity, l.unit_id, l.price, l.discount, l.tax_code_id,
        l.tax_rate, l.net_amount, l.tax_amount, l.description, l.entered_quantity, l.entered_unit_id, l.due_on,
        l.origin_line_id, l.price_reason, l.role
    FROM unnest(%s::int[], %s::int[], %s::bigint[], %s::numeric[], %s::text[], %s::numeric[], %s::numeric[],
        %s::bigint[], %s::numeric[], %s::numeric[], %s::numeric[], %s::text[], %s::numeric[], %s::text[], %s::date[],
        %s::bigint[], %s::text[], %s::text[])
    AS l (n, position, item_id, quantity, unit_id, price, discount, tax_code_id, tax_rate, net_amount, tax_amount,
        description, entered_quantity, entered_unit_id, due_on, origin_line_id, price_reason, role)
    JOIN numbered USING (n) ORDER BY n, position
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
    numbers = _numbers(drafts)
    actor = current_actor()
    made = sql.rows(
        _ORDER_SQL,
        (
            *_order_columns(drafts, numbers),
            actor.company_id,
            actor.user_id,
            actor.company_id,
            *_line_columns(drafts),
        ),
    )
    ids = {int(each.n) - 1: int(each.id) for each in made}
    if len(ids) < len(drafts):
        ids |= _known(drafts, ids)
    return [ids[index] for index in range(len(drafts))]


def _numbers(drafts: Sequence[OrderDraft]) -> list[str]:
    counts: dict[tuple[str, dt.date], int] = {}
    for draft in drafts:
        key = (PREFIXES[draft.kind], draft.ordered_on.replace(day=1))
        counts[key] = counts.get(key, 0) + 1
    pools = {key: iter(next_numbers(key[0], count, key[1])) for key, count in counts.items()}
    return [next(pools[PREFIXES[draft.kind], draft.ordered_on.replace(day=1)]) for draft in drafts]


def _order_columns(drafts: Sequence[OrderDraft], numbers: Sequence[str]) -> list[Any]:
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


def _line_columns(drafts: Sequence[OrderDraft]) -> list[Any]:
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


def _known(drafts: Sequence[OrderDraft], made: Mapping[int, int]) -> dict[int, int]:
    """Return the ids of orders that were taken before, by position in ``drafts``."""
    missing = [(index, draft) for index, draft in enumerate(drafts) if index not in made]
    found = sql.rows(
        "SELECT id, channel, external_number FROM orders_order JOIN unnest(%s::text[], %s::text[])"
        " AS w (channel, external_number) USING (channel, external_number)"
        " WHERE company_id = %s AND NOT (external_number = '')",
        (
            [draft.channel for _, draft in missing],
            [draft.external_number for _, draft in missing],
            current_company_id(),
        ),
    )
    by_key = {(each.channel, each.external_number): each.id for each in found}
    return {index: by_key[draft.channel, draft.external_number] for index, draft in missing}


def _json(value: Mapping[str, Any] | None) -> str | None:
    return None if value is None else json.dumps(value, default=str, ensure_ascii=False)
