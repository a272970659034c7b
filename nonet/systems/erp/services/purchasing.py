"""Buying: orders placed at the supplier's prices, confirmed within what their maker may approve, goods taken in."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from nonet.books.orders.services.confirming import judge_drafts, lock_orders, write_confirmed
from nonet.books.orders.services.creating import create_orders
from nonet.books.orders.services.receiving import ReceiptDraft, create_receipts
from nonet.books.stock.services.receiving import post_receipts
from nonet.kernel import sql
from nonet.kernel.actor import current_actor, current_company_id
from nonet.kernel.errors import NonetError
from nonet.kernel.policy import policy
from nonet.kernel.verbs import Outcome, verb
from nonet.systems.erp.errors import ApprovalMissing
from nonet.systems.erp.services.drafting import TradeLine, TradeOrder, draft_orders


class PurchaseLine(TradeLine):
    """A line of a purchase order."""

    __slots__ = ()


class PurchaseOrder(TradeOrder):
    """A purchase order as it is placed; ``party_id`` is the supplier."""

    __slots__ = ()


@verb("erp.create_purchase_orders")
def create_purchase_orders(*, orders: Sequence[TradeOrder]) -> Outcome:
    """Place purchase orders as drafts, priced by the supplier's lists and taxed.

    ``done`` holds the ids of those placed, in order; ``refused`` is by position in ``orders``. The number of
    statements does not grow with the orders.
    """
    drafts, refused = draft_orders("purchase", orders)
    return Outcome(create_orders(drafts), refused)


@verb("erp.confirm_purchase_orders")
def confirm_purchase_orders(*, order_ids: Sequence[int]) -> Outcome:
    """Make draft purchase orders binding.

    Above the amount of the company's policy ``purchase_approval_above`` only those may who hold
    ``erp.approve_purchase_orders``. Publishes ``OrdersConfirmed``. Two or three statements, however many orders.
    """
    outcome = Outcome()
    for order in judge_drafts(lock_orders(order_ids, "purchase"), order_ids, outcome):
        refusal = _judge_amount(order)
        if refusal is None:
            outcome.done.append(order.id)
        else:
            outcome.refused[order.id] = refusal
    write_confirmed(outcome.done, "purchase")
    return outcome


@verb("erp.approve_purchase_orders")
def approve_purchase_orders(*, order_ids: Sequence[int]) -> Outcome:
    """Confirm purchase orders of any amount; who may call this is who may approve."""
    return confirm_purchase_orders(order_ids=order_ids)


def _judge_amount(order: Any) -> NonetError | None:
    limit = policy().get("purchase_approval_above")
    if limit is None or order.gross_total <= Decimal(str(limit)):
        return None
    if current_actor().may("erp.approve_purchase_orders"):
        return None
    return ApprovalMissing(order.number, order.gross_total, limit)


@verb("erp.receive_purchases")
def receive_purchases(*, receipts: Sequence[ReceiptDraft]) -> Outcome:
    """Take in what suppliers brought: draw receipts up and post them at once.

    ``done`` holds the receipts' ids, ``refused`` is by position in ``receipts``; of a refused one nothing stays.
    The number of statements does not grow with the receipts.
    """
    return receive_now(receipts)


def receive_now(receipts: Sequence[ReceiptDraft]) -> Outcome:
    """Draw up and post receipts; a receipt that cannot be posted is cancelled and refused by its position."""
    drawn = create_receipts(receipts=receipts)
    positions = [n for n in range(len(receipts)) if n not in drawn.refused]
    by_id = dict(zip(drawn.done, positions, strict=True))
    posted = post_receipts(receipt_ids=drawn.done) if drawn.done else Outcome()
    outcome = Outcome(posted.done, dict(drawn.refused))
    outcome.refused |= {by_id[id_]: error for id_, error in posted.refused.items()}
    if posted.refused:
        sql.execute(
            "UPDATE orders_receipt SET state = 'cancelled' WHERE company_id = %s AND id = ANY(%s)",
            (current_company_id(), sorted(posted.refused)),
        )
    return outcome
