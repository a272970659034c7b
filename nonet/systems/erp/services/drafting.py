"""From what a person gives to an order to be: masters looked up, prices and taxes found, kits taken apart."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from nonet.books.orders.services.creating import LineDraft, OrderDraft
from nonet.kernel.errors import InvalidInput, NonetError
from nonet.kernel.money import digits_of
from nonet.masters.prices.selectors import PricedLine
from nonet.masters.taxes.computing import compute_tax
from nonet.systems.erp.errors import NotTraded, PriceMissing
from nonet.systems.erp.services.facts import Facts, read_facts, unit_factor
from nonet.systems.erp.services.kits import kit_lines

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class TradeLine:
    """A line as a person gives it; price and discount come from the price lists unless given.

    Shipping and other charges are lines of service items. ``price`` is per ``unit``, without tax.
    """

    item_id: int
    quantity: Decimal
    unit: str | None = None
    price: Decimal | None = None
    discount: Decimal | None = None
    tax_code_id: int | None = None
    description: str = ""
    due_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class TradeOrder:
    """An order as it is taken. ``channel`` and ``external_number`` make it unique when it comes from outside."""

    party_id: int
    site_id: int
    lines: Sequence[TradeLine]
    ordered_on: dt.date | None = None
    currency: str | None = None
    due_on: dt.date | None = None
    channel: str = ""
    external_number: str = ""
    ship_to: Mapping[str, Any] | None = None
    note: str = ""
    origin_id: int | None = None


def draft_orders(kind: str, orders: Sequence[TradeOrder]) -> tuple[list[OrderDraft], dict[int, NonetError]]:
    """Return the orders that can be taken, in order, and why the others cannot, by position.

    Four statements, however many orders; two more when there are kits among the lines.
    """
    drafts, refused = draft_with(read_facts(kind, orders), orders)
    return list(drafts.values()), refused


def draft_with(
    facts: Facts, orders: Sequence[TradeOrder]
) -> tuple[dict[int, OrderDraft], dict[int, NonetError]]:
    """Return the orders that can be taken by what is known of the masters, and why the others cannot, by position."""
    drafts: dict[int, OrderDraft] = {}
    refused: dict[int, NonetError] = {}
    for index, order in enumerate(orders):
        try:
            drafts[index] = _draft(index, order, facts)
        except NonetError as error:
            refused[index] = error
    return drafts, refused


def _draft(index: int, order: TradeOrder, facts: Facts) -> OrderDraft:
    party = facts.parties.get(order.party_id)
    if party is None or not party.fit:
        raise NotTraded(party.code if party else f"party {order.party_id}")
    currency = order.currency or party.currency
    lines = [
        line
        for position in range(len(order.lines))
        for line in _lines(index, position, order, facts, currency)
    ]
    kits = facts.kits_of(index, order)
    return OrderDraft(
        kind=facts.kind,
        party_id=order.party_id,
        site_id=order.site_id,
        origin_id=order.origin_id,
        ordered_on=order.ordered_on or facts.on,
        due_on=order.due_on,
        currency=currency,
        payment_term_id=party.payment_term_id,
        channel=order.channel,
        external_number=order.external_number,
        ship_to=order.ship_to,
        note=order.note,
        lines=lines,
        reasons={"kits": kits} if kits else None,
    )


def _lines(index: int, position: int, order: TradeOrder, facts: Facts, currency: str) -> list[LineDraft]:
    """Return the order lines that a line given becomes: itself, or the components of its kit."""
    line = order.lines[position]
    item = facts.items.get(line.item_id)
    if item is None or not item.fit:
        raise NotTraded(item.code if item else f"item {line.item_id}")
    if line.quantity <= 0:
        raise InvalidInput("quantity", _("of %s must be more than zero") % item.code)
    factor = unit_factor(line, item)
    price, discount, included, reason = _price(line, item, factor, facts.prices.get((index, position)))
    if item.kind == "kit":
        amount = line.quantity * factor * price * (1 - discount)
        return kit_lines(line, item, amount, included, facts, (index, position), currency)
    return [_plain_line(line, item, price, discount, included, reason, facts, digits_of(currency))]


def _plain_line(
    line: TradeLine,
    item: Any,
    price: Decimal,
    discount: Decimal,
    included: bool,
    reason: str,
    facts: Facts,
    digits: int,
) -> LineDraft:
    quantity = line.quantity * unit_factor(line, item)
    rate = facts.tax_rate(line, item)
    taxed = compute_tax(quantity * price * (1 - discount), rate, included, digits)
    other_unit = line.unit is not None and line.unit != item.unit_id
    return LineDraft(
        item_id=line.item_id,
        quantity=quantity,
        unit=item.unit_id,
        price=price,
        discount=discount,
        tax_code_id=line.tax_code_id or item.tax_id,
        tax_rate=rate,
        net_amount=taxed.net,
        tax_amount=taxed.tax,
        description=line.description,
        entered_quantity=line.quantity if other_unit else None,
        entered_unit=line.unit if other_unit else None,
        due_on=line.due_on,
        price_reason=reason,
        role="charge" if item.kind == "service" else "item",
    )


def _price(
    line: TradeLine, item: Any, factor: Decimal, priced: PricedLine | None
) -> tuple[Decimal, Decimal, bool, str]:
    """Return price per base unit, discount, whether tax is within, and why."""
    if line.price is not None:
        return line.price / factor, line.discount or ZERO, False, _("entered")
    if priced is None or priced.price is None:
        raise PriceMissing(item.code)
    discount = priced.discount if line.discount is None else line.discount
    return priced.price, discount, priced.tax_included, priced.reason
