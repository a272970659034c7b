"""Receipts drawn up against orders: what came, of which line, in which lot and status."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nonet.books.orders.errors import MoreThanOpen
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import today
from nonet.kernel.errors import DocumentMissing, NonetError, WrongState
from nonet.kernel.numbering import next_numbers
from nonet.kernel.verbs import Outcome, verb

INCOMING = ["purchase", "sales_return", "production", "transfer"]


@dataclass(frozen=True, slots=True)
class ReceiptLineDraft:
    """A quantity (base unit) received of one order line."""

    order_line_id: int
    quantity: Decimal
    status: str = "available"
    lot_code: str = ""
    expires_on: dt.date | None = None
    place_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReceiptDraft:
    """A receipt to be: all its lines belong to orders of one party and one site."""

    lines: Sequence[ReceiptLineDraft]
    received_on: dt.date | None = None
    party_reference: str = ""
    note: str = ""


_WRITTEN = """coalesce((SELECT sum(x.quantity) FROM orders_receiptline x JOIN orders_receipt r ON r.id = x.receipt_id
        WHERE x.order_line_id = l.id AND r.state IN ({states})), 0)"""

# Of a transfer what is on the road can be received, of other orders what is open; drafts count as received.
# Waiting for an order's lock may outlast another's receipt of its lines, so what is open is read after it.
_LOCK = """
SELECT o.id FROM orders_order o WHERE o.company_id = %s AND o.id IN (
    SELECT l.order_id FROM orders_orderline l WHERE l.id = ANY(%s)) ORDER BY o.id FOR NO KEY UPDATE
"""

_LINES = """
SELECT l.id, l.item_id, CASE WHEN o.kind = 'transfer' THEN l.shipped - {received}
        ELSE l.quantity - l.shipped - l.cancelled - {drafted} END AS open,
    o.id AS order_id, o.number, o.state, o.kind, o.party_id, coalesce(o.to_site_id, o.site_id) AS site_id,
    i.code AS item
FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id JOIN items_item i ON i.id = l.item_id
WHERE l.company_id = %s AND l.id = ANY(%s) AND o.kind = ANY(%s) ORDER BY o.id, l.id
""".format(received=_WRITTEN.format(states="'draft', 'posted'"), drafted=_WRITTEN.format(states="'draft'"))

_WRITE = """
WITH made AS (
    INSERT INTO orders_receipt (company_id, number, party_id, site_id, received_on, party_reference, note)
    SELECT %s::bigint, r.* FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::date[], %s::text[], %s::text[])
        AS r (number, party_id, site_id, received_on, party_reference, note)
    RETURNING id, number
), lines AS (
    INSERT INTO orders_receiptline (company_id, receipt_id, order_line_id, item_id, quantity, status, lot_code,
        expires_on, place_id)
    SELECT %s::bigint, made.id, l.order_line_id, l.item_id, l.quantity, l.status, l.lot_code, l.expires_on, l.place_id
    FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::numeric[], %s::text[], %s::text[], %s::date[], %s::bigint[])
        WITH ORDINALITY
        AS l (number, order_line_id, item_id, quantity, status, lot_code, expires_on, place_id, n)
    JOIN made USING (number) ORDER BY l.n
)
SELECT id, number FROM made
"""


@verb("orders.create_receipts")
def create_receipts(*, receipts: Sequence[ReceiptDraft]) -> Outcome:
    """Draw up receipts; ``done`` holds their ids in order, ``refused`` is by position in ``receipts``.

    Refused are lines of unconfirmed orders and quantities above what is open, or of a transfer what is on the road;
    receipts not posted yet count. Three statements, however many.
    """
    outcome = Outcome()
    wanted = sorted({line.order_line_id for receipt in receipts for line in receipt.lines})
    sql.rows(_LOCK, (current_company_id(), wanted))
    lines = {each.id: each for each in sql.rows(_LINES, (current_company_id(), wanted, INCOMING))}
    open_quantities = {each.id: each.open for each in lines.values()}
    fit = []
    for index, receipt in enumerate(receipts):
        refusal = _judge(receipt, lines, open_quantities)
        if refusal is None:
            fit.append(receipt)
        else:
            outcome.refused[index] = refusal
    outcome.done = _write(fit, lines)
    return outcome


def _judge(
    receipt: ReceiptDraft, lines: dict[int, Any], open_quantities: dict[int, Decimal]
) -> NonetError | None:
    """Return why a receipt cannot be drawn up; else lower what is open by it."""
    sums: dict[int, Decimal] = {}
    for line in receipt.lines:
        known = lines.get(line.order_line_id)
        if known is None:
            return DocumentMissing(line.order_line_id)
        if known.state != "confirmed":
            return WrongState(known.number, known.state)
        sums[known.id] = sums.get(known.id, Decimal(0)) + line.quantity
        if line.quantity <= 0 or sums[known.id] > open_quantities[known.id]:
            return MoreThanOpen(known.number, known.item, line.quantity, open_quantities[known.id])
    for line_id, quantity in sums.items():
        open_quantities[line_id] -= quantity
    return None


def _write(receipts: Sequence[ReceiptDraft], lines: dict[int, Any]) -> list[int]:
    if not receipts:
        return []
    now = today()
    numbers = next_numbers("GR", len(receipts), now)
    heads = []
    rows = []
    for number, receipt in zip(numbers, receipts, strict=True):
        first = lines[receipt.lines[0].order_line_id]
        heads.append(
            (
                number,
                first.party_id,
                first.site_id,
                receipt.received_on or now,
                receipt.party_reference,
                receipt.note,
            )
        )
        rows += [_row(number, line, lines[line.order_line_id]) for line in receipt.lines]
    company = current_company_id()
    made = sql.rows(_WRITE, (company, *sql.columns(heads, 6), company, *sql.columns(rows, 8)))
    ids = {each.number: each.id for each in made}
    return [ids[number] for number in numbers]


def _row(number: str, line: ReceiptLineDraft, known: Any) -> tuple[Any, ...]:
    return (
        number,
        known.id,
        known.item_id,
        line.quantity,
        line.status,
        line.lot_code,
        line.expires_on,
        line.place_id,
    )
