"""Goods that come back, or go back: authorised against what was handed over, at the terms they were sold at."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from nonet.books.orders.services.confirming import write_confirmed
from nonet.books.orders.services.creating import LineDraft, OrderDraft, create_orders
from nonet.books.orders.services.receiving import ReceiptDraft, ReceiptLineDraft
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import today
from nonet.kernel.errors import DocumentMissing, InvalidInput, NonetError
from nonet.kernel.money import round_amount
from nonet.kernel.verbs import Outcome, verb
from nonet.systems.erp.errors import MoreThanSold
from nonet.systems.erp.services.drafting import TradeLine, TradeOrder, draft_orders
from nonet.systems.erp.services.purchasing import receive_now
from nonet.systems.erp.services.sales import create_sales_orders

KINDS = {"sales_return": "sales", "purchase_return": "purchase"}


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """A quantity (base unit) of an order line that comes back."""

    order_line_id: int
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Return:
    """Lines of one order that come back, and why; to or from another site when one is given."""

    lines: Sequence[ReturnLine]
    reason: str = ""
    site_id: int | None = None
    returned_on: dt.date | None = None
    external_number: str = ""


@dataclass(frozen=True, slots=True)
class Inspected:
    """What arrived of a return line, and in which status it was found fit to be put away."""

    order_line_id: int
    quantity: Decimal
    status: str = "available"
    lot_code: str = ""
    place_id: int | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """Goods that come back, and those that go out for them; at the price lists unless prices are given."""

    goods_back: Return
    replacement: Sequence[TradeLine] = field(default_factory=list)


# What went back of a line already: all that is authorised and was not cancelled, with the amounts it was given.
_SOLD = """
SELECT l.id, l.order_id, l.item_id, l.unit_id, l.quantity, l.shipped, l.price, l.discount, l.tax_code_id, l.tax_rate,
    l.net_amount, l.tax_amount, l.description, o.number, o.party_id, o.site_id, o.currency, o.channel,
    o.payment_term_id, i.code AS item, coalesce(b.quantity, 0) AS back
FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id JOIN items_item i ON i.id = l.item_id
LEFT JOIN LATERAL (SELECT sum(x.quantity - x.cancelled) AS quantity FROM orders_orderline x
    JOIN orders_order r ON r.id = x.order_id AND r.state <> 'cancelled'
    WHERE x.origin_line_id = l.id AND r.kind = %s) b ON true
WHERE l.company_id = %s AND l.id = ANY(%s) AND o.kind = %s AND o.state = 'confirmed'
ORDER BY o.id, l.id FOR NO KEY UPDATE OF o
"""


@verb("erp.authorise_sales_returns")
def authorise_sales_returns(*, returns: Sequence[Return]) -> Outcome:
    """Let customers send goods back: confirmed return orders at the terms of the sale.

    No more can come back than was handed over and is not on its way back yet. ``done`` holds the return orders'
    ids, ``refused`` is by position in ``returns``. A number of statements that does not grow with the returns.
    """
    return _authorise("sales_return", returns)


@verb("erp.authorise_purchase_returns")
def authorise_purchase_returns(*, returns: Sequence[Return]) -> Outcome:
    """Send goods back to suppliers: confirmed return orders, then reserved, picked and shipped like sales.

    ``done`` holds the return orders' ids, ``refused`` is by position in ``returns``.
    """
    return _authorise("purchase_return", returns)


@verb("erp.receive_returns")
def receive_returns(
    *, receipts: Sequence[Sequence[Inspected]], received_on: dt.date | None = None
) -> Outcome:
    """Take in what customers sent back, each line in the status in which inspection found it.

    ``done`` holds the receipts' ids, ``refused`` is by position in ``receipts``. The goods come back at what they
    cost when they left.
    """
    return receive_now(
        [
            ReceiptDraft(
                [
                    ReceiptLineDraft(
                        each.order_line_id,
                        each.quantity,
                        status=each.status,
                        lot_code=each.lot_code,
                        place_id=each.place_id,
                    )
                    for each in lines
                ],
                received_on,
            )
            for lines in receipts
        ]
    )


@verb("erp.exchange_goods")
def exchange_goods(*, exchanges: Sequence[Exchange]) -> Outcome:
    """Authorise returns and take draft orders for what goes out instead, each linked to the return it is for.

    ``done`` holds, in pairs, the return order and the new order; ``refused`` is by position in ``exchanges``.
    """
    orders = _replacements(exchanges)
    _, refused = draft_orders("sales", orders)
    fit = [n for n in range(len(exchanges)) if n not in refused]
    returned = authorise_sales_returns(returns=[exchanges[n].goods_back for n in fit])
    refused |= {fit[n]: error for n, error in returned.refused.items()}
    kept = [n for n in fit if n not in refused]
    taken = create_sales_orders(
        orders=[replace(orders[n], origin_id=back) for n, back in zip(kept, returned.done, strict=True)]
    ).require_all()
    pairs = [id_ for pair in zip(returned.done, taken.done, strict=True) for id_ in pair]
    return Outcome(pairs, refused)


def _replacements(exchanges: Sequence[Exchange]) -> list[TradeOrder]:
    """Return what goes out instead, to the customer and from the site of the goods that come back."""
    wanted = sorted({line.order_line_id for each in exchanges for line in each.goods_back.lines})
    found = sql.rows(
        "SELECT l.id, o.party_id, o.site_id FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id"
        " WHERE l.company_id = %s AND l.id = ANY(%s)",
        (current_company_id(), wanted),
    )
    heads = {each.id: (each.party_id, each.site_id) for each in found}
    firsts = [next((line.order_line_id for line in each.goods_back.lines), 0) for each in exchanges]
    return [
        TradeOrder(*heads.get(first, (0, 0)), each.replacement)
        for first, each in zip(firsts, exchanges, strict=True)
    ]


def _authorise(kind: str, returns: Sequence[Return]) -> Outcome:
    outcome = Outcome()
    wanted = sorted({line.order_line_id for each in returns for line in each.lines})
    sold = {each.id: each for each in sql.rows(_SOLD, (kind, current_company_id(), wanted, KINDS[kind]))}
    back = {id_: each.back for id_, each in sold.items()}
    drafts = []
    for index, each in enumerate(returns):
        taken = dict(back)
        try:
            drafts.append(_draft(kind, each, sold, taken))
        except NonetError as error:
            outcome.refused[index] = error
        else:
            back = taken
    outcome.done = create_orders(drafts)
    write_confirmed(outcome.done, kind)
    return outcome


def _draft(kind: str, wanted: Return, sold: dict[int, Any], back: dict[int, Decimal]) -> OrderDraft:
    """Return the return order to be; ``back`` grows by what it takes."""
    if not wanted.lines:
        raise InvalidInput("lines", _("give at least one line that comes back"))
    lines = [_line(line, sold, back) for line in wanted.lines]
    origin = sold[wanted.lines[0].order_line_id]
    if any(sold[line.order_line_id].order_id != origin.order_id for line in wanted.lines):
        raise InvalidInput("lines", _("all lines of a return belong to one order"))
    return OrderDraft(
        kind=kind,
        party_id=origin.party_id,
        site_id=wanted.site_id or origin.site_id,
        origin_id=origin.order_id,
        ordered_on=wanted.returned_on or today(),
        currency=origin.currency,
        payment_term_id=origin.payment_term_id,
        channel=f"{origin.channel}:return" if wanted.external_number else "",
        external_number=wanted.external_number,
        lines=lines,
        note=wanted.reason,
        reasons={"return": wanted.reason} if wanted.reason else None,
    )


def _line(line: ReturnLine, sold: dict[int, Any], back: dict[int, Decimal]) -> LineDraft:
    origin = sold.get(line.order_line_id)
    if origin is None:
        raise DocumentMissing(line.order_line_id)
    before = back[origin.id]
    left = origin.shipped - before
    if line.quantity <= 0 or line.quantity > left:
        raise MoreThanSold(origin.number, origin.item, line.quantity, left)
    back[origin.id] = before + line.quantity
    return LineDraft(
        item_id=origin.item_id,
        quantity=line.quantity,
        unit=origin.unit_id,
        price=origin.price,
        discount=origin.discount,
        tax_code_id=origin.tax_code_id,
        tax_rate=origin.tax_rate,
        net_amount=_share(origin.net_amount, before, line.quantity, origin),
        tax_amount=_share(origin.tax_amount, before, line.quantity, origin),
        description=origin.description,
        origin_line_id=origin.id,
        price_reason=_("as in %s") % origin.number,
    )


def _share(amount: Decimal, before: Decimal, quantity: Decimal, origin: Any) -> Decimal:
    """Return the part of a line's amount that goes with a quantity, so that all parts add up to the whole."""

    def upto(reached: Decimal) -> Decimal:
        return round_amount(amount * reached / origin.quantity, origin.currency)

    return upto(before + quantity) - upto(before)
