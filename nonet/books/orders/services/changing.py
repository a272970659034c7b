"""Changes of orders, written with the reason for each: what was, what is, who said so."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nonet.books.orders.selectors.waiting import OUTGOING
from nonet.books.orders.services.cancelling import open_deliveries
from nonet.books.orders.services.creating import LineDraft
from nonet.kernel import sql
from nonet.kernel.actor import current_actor, current_company_id

_LOCK = """
SELECT o.id, o.number, o.state, o.kind, o.party_id, o.site_id, o.currency, o.tax_included, o.due_on, o.ordered_on,
    o.gross_total, o.note, o.ship_to, o.closed_at, p.credit_limit
FROM orders_order o LEFT JOIN parties_party p ON p.id = o.party_id
WHERE o.company_id = %s AND o.kind = %s AND o.id = ANY(%s) ORDER BY o.id FOR NO KEY UPDATE OF o
"""

_LINES = """
SELECT l.*, i.code AS item, i.kind AS item_kind FROM orders_orderline l JOIN items_item i ON i.id = l.item_id
WHERE l.company_id = %s AND l.order_id = ANY(%s) ORDER BY l.id {lock}
"""

_WRITE_LINES = """
UPDATE orders_orderline l SET quantity = w.quantity, cancelled = w.cancelled, price = w.price, discount = w.discount,
    net_amount = w.net_amount, tax_amount = w.tax_amount, due_on = w.due_on,
    entered_quantity = CASE WHEN w.quantity = l.quantity THEN l.entered_quantity END,
    entered_unit_id = CASE WHEN w.quantity = l.quantity THEN l.entered_unit_id END
FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[], %s::numeric[], %s::numeric[], %s::numeric[], %s::numeric[],
    %s::date[]) AS w (id, quantity, cancelled, price, discount, net_amount, tax_amount, due_on)
WHERE l.id = w.id AND l.company_id = %s
"""

_ADD_LINES = """
INSERT INTO orders_orderline (company_id, order_id, position, item_id, quantity, unit_id, price, discount, tax_code_id,
    tax_rate, net_amount, tax_amount, description, entered_quantity, entered_unit_id, due_on, price_reason, role)
SELECT %s::bigint, l.order_id, row_number() OVER (PARTITION BY l.order_id ORDER BY l.n)
    + coalesce((SELECT max(x.position) FROM orders_orderline x WHERE x.order_id = l.order_id), 0), l.item_id,
    l.quantity, l.unit_id, l.price, l.discount, l.tax_code_id, l.tax_rate, l.net_amount, l.tax_amount, l.description,
    l.entered_quantity, l.entered_unit_id, l.due_on, l.price_reason, l.role
FROM unnest(%s::bigint[], %s::bigint[], %s::numeric[], %s::text[], %s::numeric[], %s::numeric[], %s::bigint[],
    %s::numeric[], %s::numeric[], %s::numeric[], %s::text[], %s::numeric[], %s::text[], %s::date[], %s::text[],
    %s::text[]) WITH ORDINALITY AS l (order_id, item_id, quantity, unit_id, price, discount, tax_code_id, tax_rate,
    net_amount, tax_amount, description, entered_quantity, entered_unit_id, due_on, price_reason, role, n)
ORDER BY l.n RETURNING id
"""

_TOTALS = """
UPDATE orders_order o SET net_total = t.net, tax_total = t.tax, gross_total = t.net + t.tax, closed_at = NULL
FROM (SELECT order_id, sum(net_amount) AS net, sum(tax_amount) AS tax FROM orders_orderline
    WHERE order_id = ANY(%(ids)s) GROUP BY order_id) t
WHERE o.id = t.order_id AND o.company_id = %(company)s
"""


@dataclass(frozen=True, slots=True)
class Altered:
    """An order line as it shall be."""

    line_id: int
    quantity: Decimal
    cancelled: Decimal
    price: Decimal
    discount: Decimal
    net_amount: Decimal
    tax_amount: Decimal
    due_on: Any


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an order or of a line of it, before and after, and why."""

    order_id: int
    line_id: int | None
    field: str
    before: Any
    after: Any
    reason: str


def lock_for_change(order_ids: Iterable[int], kind: str) -> tuple[list[Any], dict[int, list[Any]]]:
    """Lock orders of one kind, sorted, with what could ship or receive them; return them and the lines of each.

    Outgoing lines are held by their orders and deliveries. Only what is reserved of them may change meanwhile: who
    holds the site stock lowers it, and the lines must not be locked before that. Incoming lines are locked.
    """
    orders = sql.rows(_LOCK, (current_company_id(), kind, sorted(set(order_ids))))
    lines: dict[int, list[Any]] = {each.id: [] for each in orders}
    if kind in OUTGOING:
        open_deliveries(lines)
    statement = _LINES.format(lock="" if kind in OUTGOING else "FOR NO KEY UPDATE OF l")
    for line in sql.rows(statement, (current_company_id(), list(lines))):
        lines[line.order_id].append(line)
    return orders, lines


def write_changes(
    altered: Sequence[Altered], added: Sequence[tuple[int, LineDraft]], changes: Sequence[Change]
) -> None:
    """Write altered and added lines of locked orders, their totals, and the record of every change."""
    company = current_company_id()
    if altered:
        records = [tuple(getattr(each, name) for name in Altered.__dataclass_fields__) for each in altered]
        sql.execute(_WRITE_LINES, (*sql.columns(records, 8), company))
    if added:
        sql.rows(_ADD_LINES, (company, *sql.columns([_added(*each) for each in added], 16)))
    orders = sorted({each.order_id for each in changes})
    if altered or added:
        sql.execute(_TOTALS, {"company": company, "ids": orders})
    _record(changes)


def write_heads(heads: Mapping[int, Mapping[str, Any]]) -> None:
    """Write due date, note and address of locked orders, each order with all three; one statement."""
    records = [(id_, each["due_on"], each["note"], _text(each["ship_to"])) for id_, each in heads.items()]
    if records:
        sql.execute(
            "UPDATE orders_order o SET due_on = h.due_on, note = h.note, ship_to = h.ship_to"
            " FROM unnest(%s::bigint[], %s::date[], %s::text[], %s::jsonb[]) AS h (id, due_on, note, ship_to)"
            " WHERE o.id = h.id AND o.company_id = %s",
            (*sql.columns(records, 4), current_company_id()),
        )


def _added(order_id: int, line: LineDraft) -> tuple[Any, ...]:
    return (
        order_id,
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
        line.price_reason,
        line.role,
    )


def _record(changes: Sequence[Change]) -> None:
    actor = current_actor()
    records = [
        (each.order_id, each.line_id, each.field, _json(each.before), _json(each.after), each.reason)
        for each in changes
    ]
    sql.execute(
        "INSERT INTO orders_orderchange (company_id, changed_by_id, order_id, line_id, field, before, after, reason)"
        " SELECT %s::bigint, %s::bigint, * FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::jsonb[],"
        " %s::jsonb[], %s::text[])",
        (actor.company_id, actor.user_id, *sql.columns(records, 6)),
    )


def _text(value: Any) -> str | None:
    """Return JSON as text; what was read as text already stays as it is."""
    return value if value is None or isinstance(value, str) else _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, default=str, ensure_ascii=False)
