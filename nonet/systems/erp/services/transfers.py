"""Goods from one of our sites to another by order: reserved and shipped at one, on the road, received at the other.

They stay ours, at their value, while they are on the road: the transit place counts as stock, so that no move of a
transfer crosses the border of the company's stock and nothing is posted.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext as _

from nonet.books.orders.services.closing import close_finished
from nonet.books.orders.services.confirming import judge_drafts, lock_orders, write_confirmed
from nonet.books.orders.services.creating import LineDraft, OrderDraft, create_orders
from nonet.books.orders.services.receiving import ReceiptDraft, ReceiptLineDraft
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import today
from nonet.kernel.errors import InvalidInput, NonetError
from nonet.kernel.verbs import Outcome, verb
from nonet.systems.erp.errors import NothingOnTheRoad, NotTraded, SitesEqual
from nonet.systems.erp.services.purchasing import receive_now


@dataclass(frozen=True, slots=True)
class TransferLine:
    """A quantity of an item, in its base unit, to be sent."""

    item_id: int
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class TransferOrder:
    """Goods to be sent from one site to another."""

    site_id: int
    to_site_id: int
    lines: Sequence[TransferLine]
    ordered_on: dt.date | None = None
    due_on: dt.date | None = None
    note: str = ""


_ITEMS = """
SELECT i.id, i.code, i.unit_id, i.active AND i.kind = 'stock' AS fit, c.currency FROM items_item i
JOIN kernel_company c ON c.id = i.company_id WHERE i.company_id = %s AND i.id = ANY(%s)
"""

# What was shipped into transit and has not arrived, by order line and lot.
_ON_THE_ROAD = """
SELECT o.id AS order_id, o.number, l.id AS line_id, lot.code AS lot_code, lot.expires_on, sum(m.signed) AS quantity
FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
JOIN LATERAL (
    SELECT m.lot_id, m.quantity AS signed FROM orders_deliveryline d
    JOIN stock_move m ON m.delivery_line_id = d.id AND m.reason = 'ship' WHERE d.order_line_id = l.id
    UNION ALL
    SELECT m.lot_id, -m.quantity FROM orders_receiptline r
    JOIN stock_move m ON m.receipt_line_id = r.id WHERE r.order_line_id = l.id
) m ON true LEFT JOIN stock_lot lot ON lot.id = m.lot_id
WHERE o.company_id = %s AND o.kind = 'transfer' AND o.id = ANY(%s)
GROUP BY o.id, o.number, l.id, lot.code, lot.expires_on HAVING sum(m.signed) > 0 ORDER BY o.id, l.id, lot.code
"""


@verb("erp.create_transfer_orders")
def create_transfer_orders(*, orders: Sequence[TransferOrder]) -> Outcome:
    """Draw up transfers as drafts; ``refused`` is by position in ``orders``. Three statements, however many."""
    outcome = Outcome()
    wanted = sorted({line.item_id for order in orders for line in order.lines})
    items = {each.id: each for each in sql.rows(_ITEMS, (current_company_id(), wanted))}
    drafts = []
    for index, order in enumerate(orders):
        try:
            drafts.append(_draft(order, items))
        except NonetError as error:
            outcome.refused[index] = error
    outcome.done = create_orders(drafts)
    return outcome


def _draft(order: TransferOrder, items: dict[int, Any]) -> OrderDraft:
    if order.site_id == order.to_site_id:
        raise SitesEqual
    lines = []
    for line in order.lines:
        item = items.get(line.item_id)
        if item is None or not item.fit:
            raise NotTraded(item.code if item else f"item {line.item_id}")
        if line.quantity <= 0:
            raise InvalidInput("quantity", _("of %s must be more than zero") % item.code)
        lines.append(LineDraft(line.item_id, line.quantity, item.unit_id))
    currency = next(iter(items.values())).currency if items else ""
    return OrderDraft(
        kind="transfer",
        site_id=order.site_id,
        to_site_id=order.to_site_id,
        ordered_on=order.ordered_on or today(),
        due_on=order.due_on,
        currency=currency,
        lines=lines,
        note=order.note,
    )


@verb("erp.confirm_transfer_orders")
def confirm_transfer_orders(*, order_ids: Sequence[int]) -> Outcome:
    """Make draft transfers binding; then they are reserved, released, picked and shipped like sales."""
    outcome = Outcome()
    outcome.done = [each.id for each in judge_drafts(lock_orders(order_ids, "transfer"), order_ids, outcome)]
    write_confirmed(outcome.done, "transfer")
    return outcome


@verb("erp.receive_transfers")
def receive_transfers(
    *, order_ids: Sequence[int], received_on: dt.date | None = None, place_id: int | None = None
) -> Outcome:
    """Take in all that is on the road of transfers, one receipt each; the orders that are done with close.

    ``done`` holds the receipts' ids, ``refused`` is by order. For a part of it, draw up a receipt by hand.
    """
    rows = sql.rows(_ON_THE_ROAD, (current_company_id(), sorted(set(order_ids))))
    groups = {id_: list(lines) for id_, lines in groupby(rows, attrgetter("order_id"))}
    orders = list(groups)
    received = receive_now([_receipt(groups[each], received_on, place_id) for each in orders])
    outcome = Outcome(received.done, {orders[n]: error for n, error in received.refused.items()})
    _refuse_idle(set(order_ids) - set(orders), outcome)
    close_finished(orders)
    return outcome


def _receipt(lines: Sequence[Any], received_on: dt.date | None, place_id: int | None) -> ReceiptDraft:
    return ReceiptDraft(
        [
            ReceiptLineDraft(
                each.line_id,
                each.quantity,
                lot_code=each.lot_code or "",
                expires_on=each.expires_on,
                place_id=place_id,
            )
            for each in lines
        ],
        received_on,
    )


def _refuse_idle(order_ids: set[int], outcome: Outcome) -> None:
    if not order_ids:
        return
    found = sql.rows(
        "SELECT id, number FROM orders_order WHERE company_id = %s AND kind = 'transfer' AND id = ANY(%s)",
        (current_company_id(), sorted(order_ids)),
    )
    outcome.refuse_missing(order_ids, (each.id for each in found))
    outcome.refused |= {each.id: NothingOnTheRoad(each.number) for each in found}
