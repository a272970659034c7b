"""Selling at once: orders whose goods are handed over as they are taken, carried straight to their posted invoices.

Counter sales, orders fulfilled elsewhere, history. Every check of the steps is made by the steps' own parts, and the
books hold the same facts afterwards; but each document is written once, in its last state.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from nonet.books.money.errors import ExchangeRateMissing
from nonet.books.money.events import InvoicesDrafted, InvoicesPosted
from nonet.books.money.services.invoicing import post_invoices
from nonet.books.money.services.invoicing_at_once import Sold, draft_at_once, invoice_at_once
from nonet.books.orders.errors import OrderEmpty
from nonet.books.orders.events import DeliveriesReleased, OrdersConfirmed
from nonet.books.orders.services.creating import OrderDraft, orders_known
from nonet.books.orders.services.handing_over import HandedOver, write_handed_over
from nonet.books.stock.events import GoodsIssued, StockReserved
from nonet.books.stock.services.drafts import MoveDraft
from nonet.books.stock.services.handing_over import (
    Want,
    WayOut,
    allot_at_once,
    hand_over,
    ways_out,
    write_consumed,
)
from nonet.kernel import events
from nonet.kernel.clock import today
from nonet.kernel.errors import NonetError
from nonet.kernel.numbering import next_ids
from nonet.kernel.verbs import Outcome, guarded_points, verb
from nonet.systems.erp.services.credit_book import CreditBook, open_credit_book, rates_today
from nonet.systems.erp.services.drafting import TradeOrder, draft_with
from nonet.systems.erp.services.facts import Facts, read_facts

FLOW = "order_to_cash"
INVOICE_POINT = "sales_invoice"
STEPS = (
    "erp.create_sales_orders",
    "erp.confirm_sales_orders",
    "stock.reserve_orders",
    "stock.pick_deliveries",
    "stock.ship_deliveries",
    "money.invoice_orders",
    "money.post_invoices",
)


class _Buyer(NamedTuple):
    """What credit is judged by; ``number`` is how a refusal calls the order."""

    number: str
    party_id: int
    currency: str
    credit_limit: Decimal | None
    on_hold: bool


@dataclass(slots=True)
class _Sale:
    """An order on its way: what is written of it, what it wants from stock, and its invoice."""

    order: HandedOver
    wants: list[Want]
    sold: Sold


@verb("erp.sell_at_once", needs=STEPS)
def sell_at_once(*, orders: Sequence[TradeOrder]) -> Outcome:
    """Take sales orders whose goods are handed over at once, and carry them to their posted invoices today.

    Prices, credit and stock are judged as the steps judge them, order by order; an order is sold whole or refused,
    by position, and nothing is left of it. ``done`` holds the orders' ids. One whose channel and external number are
    known already is left as it is; its id is returned. Where the company has invoices approved, what is sold is sold:
    an invoice that needs approval stays a draft, and ``waiting`` says by position with whom. The number of statements
    does not grow with the orders.
    """
    facts = read_facts("sales", orders)
    drafts, refused = draft_with(facts, orders)
    outcome = Outcome(refused=refused)
    known = orders_known(drafts)
    fresh = {n: draft for n, draft in drafts.items() if n not in known}
    rates = rates_today({draft.currency for draft in fresh.values()})
    sales = _identify(_sound(fresh, facts, rates, outcome), facts, rates)
    if sales:
        known |= _sell(sales, facts, outcome)
        known |= orders_known({n: fresh[n] for n in fresh if n not in known and n not in outcome.refused})
    outcome.done = [known[n] for n in sorted(known)]
    return outcome


def _sound(
    drafts: Mapping[int, OrderDraft], facts: Facts, rates: Mapping[str, Decimal], outcome: Outcome
) -> dict[int, OrderDraft]:
    """Return the orders that may become binding; refuse the others. Their customers stay locked."""
    buyers = {n: _buyer(n, draft, facts) for n, draft in drafts.items()}
    book = open_credit_book(buyers.values())
    sound = {}
    for n, draft in drafts.items():
        if refusal := _refusal(draft, buyers[n], rates, book):
            outcome.refused[n] = refusal
        else:
            sound[n] = draft
    return sound


def _buyer(n: int, draft: OrderDraft, facts: Facts) -> _Buyer:
    assert draft.party_id is not None
    party = facts.parties[draft.party_id]
    return _Buyer(_called(n, draft), party.id, draft.currency, party.credit_limit, party.on_hold)


def _called(n: int, draft: OrderDraft) -> str:
    """Return how a refusal calls an order that has no number of ours yet."""
    return draft.external_number or f"#{n + 1}"


def _refusal(
    draft: OrderDraft, buyer: _Buyer, rates: Mapping[str, Decimal], book: CreditBook
) -> NonetError | None:
    if not draft.lines:
        return OrderEmpty(buyer.number)
    if draft.currency not in rates:
        return ExchangeRateMissing(draft.currency, today())
    return book.judge(buyer, draft.gross_total)


def _identify(
    drafts: Mapping[int, OrderDraft], facts: Facts, rates: Mapping[str, Decimal]
) -> dict[int, _Sale]:
    """Give every row of the orders its id ahead, so that each can be written once; two statements."""
    if not drafts:
        return {}
    ways = ways_out(draft.site_id for draft in drafts.values())
    lines = sum(len(draft.lines) for draft in drafts.values())
    counts = {
        "orders_order": len(drafts),
        "orders_orderline": lines,
        "orders_delivery": len(drafts),
        "orders_deliveryline": lines,
        "money_invoice": len(drafts),
    }
    ids = {table: iter(taken) for table, taken in next_ids(counts).items()}
    return {n: _sale(_called(n, draft), draft, facts, rates, ways, ids) for n, draft in drafts.items()}


def _sale(
    called: str,
    draft: OrderDraft,
    facts: Facts,
    rates: Mapping[str, Decimal],
    ways: Mapping[int, WayOut],
    ids: Mapping[str, Any],
) -> _Sale:
    line_ids = [next(ids["orders_orderline"]) for _ in draft.lines]
    goods = [facts.items[line.item_id].kind == "stock" for line in draft.lines]
    delivery_lines = [next(ids["orders_deliveryline"]) if each else None for each in goods]
    delivery_id = next(ids["orders_delivery"]) if any(goods) else None
    order = HandedOver(draft, next(ids["orders_order"]), line_ids, delivery_lines, delivery_id)
    party = facts.parties[draft.party_id or 0]
    term = party if party.days is not None else None
    sold = Sold(next(ids["money_invoice"]), draft, line_ids, term, rates[draft.currency])
    return _Sale(order, _wants(called, order, facts, ways[draft.site_id]), sold)


def _wants(called: str, order: HandedOver, facts: Facts, way: WayOut) -> list[Want]:
    site_id = order.draft.site_id
    return [
        Want(
            line_id,
            order_line_id,
            line.item_id,
            facts.items[line.item_id].code,
            site_id,
            way.outbound_id,
            line.quantity,
            line.quantity,
            called,
            way.customer_id,
        )
        for line, order_line_id, line_id in zip(
            order.draft.lines, order.line_ids, order.delivery_line_ids, strict=True
        )
        if line_id is not None
    ]


def _sell(sales: Mapping[int, _Sale], facts: Facts, outcome: Outcome) -> dict[int, int]:
    """Write the sales for which there are goods; return the orders' ids by position, and refuse the others."""
    on = today()
    stocked = Outcome()
    picks = allot_at_once({n: sale.wants for n, sale in sales.items()}, stocked)
    outcome.refused |= stocked.refused
    made = write_handed_over([sales[n].order for n in stocked.done], on)
    sold = {n: sales[n] for n in stocked.done if sales[n].order.order_id in made}
    if sold:
        _hand_over(list(sold.values()), picks, on)
        if INVOICE_POINT in guarded_points():
            outcome.waiting |= _invoice_by_step(sold, on)
        else:
            _invoice(sold, facts, on)
    return {n: sale.order.order_id for n, sale in sold.items()}


def _invoice(sold: Mapping[int, _Sale], facts: Facts, on: dt.date) -> None:
    invoice_at_once([sale.sold for sale in sold.values()], facts.items, on)
    invoices = tuple(sale.sold.invoice_id for sale in sold.values())
    events.publish(InvoicesDrafted(invoices), done_by=FLOW)
    events.publish(InvoicesPosted(invoices), done_by=FLOW)


def _invoice_by_step(sold: Mapping[int, _Sale], on: dt.date) -> dict[int, NonetError]:
    """Draft the invoices and post them by their own step, whose approvals hold them back one by one.

    Returns, by position, why an invoice waits.
    """
    draft_at_once([sale.sold for sale in sold.values()], on)
    invoices = {sale.sold.invoice_id: n for n, sale in sold.items()}
    events.publish(InvoicesDrafted(tuple(invoices)), done_by=FLOW)
    posted = post_invoices(invoice_ids=list(invoices))
    return {invoices[id_]: error for id_, error in posted.refused.items()}


def _hand_over(sold: Sequence[_Sale], picks: Sequence[MoveDraft], on: dt.date) -> None:
    """Write what became of the goods, and have it valued."""
    wants = [want for sale in sold for want in sale.wants]
    orders = tuple(sale.order.order_id for sale in sold)
    events.publish(OrdersConfirmed(orders, "sales"), done_by=FLOW)
    if not wants:
        return
    moves = hand_over(picks, wants, on)
    write_consumed(wants)
    deliveries = tuple(sale.order.delivery_id for sale in sold if sale.order.delivery_id)
    events.publish(StockReserved(tuple(sale.order.order_id for sale in sold if sale.wants)), done_by=FLOW)
    events.publish(DeliveriesReleased(deliveries), done_by=FLOW)
    events.publish(GoodsIssued(deliveries, tuple(moves)), done_by=FLOW)
