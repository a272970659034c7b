"""One order line as it shall be: within what was handed over, invoiced, and stands in deliveries."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from nonet.books.orders.errors import AlreadyHandedOver, InvoicedAlready, StandsInDelivery
from nonet.books.orders.services.changing import Altered
from nonet.books.orders.services.creating import LineDraft
from nonet.kernel.errors import InvalidInput
from nonet.kernel.money import digits_of, round_amount
from nonet.masters.taxes.computing import Taxed, compute_tax

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class LineChange:
    """What shall change of a line; quantity and price are in the item's base unit. Quantity 0 gives the line up."""

    line_id: int
    quantity: Decimal | None = None
    price: Decimal | None = None
    discount: Decimal | None = None
    due_on: dt.date | None = None


def alter_line(order: Any, line: Any, change: LineChange) -> tuple[Altered, LineDraft | None]:
    """Return the line as it shall be, and a further line for what is wanted beyond a line invoiced already.

    A line of which nothing was invoiced gets its new quantity and price. Once something was, its terms stay: less is
    cancelled, more becomes a line of its own, so that what was invoiced and what will be add up.
    """
    wanted = line.quantity - line.cancelled if change.quantity is None else change.quantity
    _judge(order, line, wanted, change)
    price = line.price if change.price is None else change.price
    discount = line.discount if change.discount is None else change.discount
    due_on = change.due_on or line.due_on
    if not wanted and order.state == "draft":
        return Altered(line.id, line.quantity, line.quantity, price, discount, ZERO, ZERO, due_on), None
    if line.invoiced or not wanted:
        cancelled = max(line.quantity - wanted, ZERO)
        altered = Altered(
            line.id, line.quantity, cancelled, price, discount, line.net_amount, line.tax_amount, due_on
        )
        return altered, _extra(order, line, wanted - line.quantity, due_on)
    taxed = _amounts(order, line, wanted, price, discount)
    return Altered(line.id, wanted, ZERO, price, discount, taxed.net, taxed.tax, due_on), None


def _judge(order: Any, line: Any, wanted: Decimal, change: LineChange) -> None:
    kept = max(line.shipped, line.invoiced)
    if wanted < 0:
        raise InvalidInput("quantity", _("%s must not be below zero") % line.item)
    if wanted < kept:
        raise AlreadyHandedOver(order.number, kept)
    if wanted < line.released:
        raise StandsInDelivery(order.number)
    if line.invoiced and (change.price is not None or change.discount is not None):
        raise InvoicedAlready(order.number)


def _amounts(order: Any, line: Any, quantity: Decimal, price: Decimal, discount: Decimal) -> Taxed:
    """Return the amounts of a line at a new quantity or price; a kit's component keeps its share of the kit."""
    if price == line.price and discount == line.discount and line.role == "component":
        net = round_amount(line.net_amount * quantity / line.quantity, order.currency)
        tax = round_amount(line.tax_amount * quantity / line.quantity, order.currency)
        return Taxed(net, tax, net + tax)
    amount = quantity * price * (1 - discount)
    return compute_tax(amount, line.tax_rate, _is_tax_within(order, line), digits_of(order.currency))


def _is_tax_within(order: Any, line: Any) -> bool:
    """Return whether the line's price holds the tax: then it makes up the gross amount, not the net one."""
    amount = round_amount(line.quantity * line.price * (1 - line.discount), order.currency)
    return bool(line.net_amount != amount and line.net_amount + line.tax_amount == amount)


def _extra(order: Any, line: Any, quantity: Decimal, due_on: dt.date | None) -> LineDraft | None:
    if quantity <= 0:
        return None
    taxed = _amounts(order, line, quantity, line.price, line.discount)
    return LineDraft(
        item_id=line.item_id,
        quantity=quantity,
        unit=line.unit_id,
        price=line.price,
        discount=line.discount,
        tax_code_id=line.tax_code_id,
        tax_rate=line.tax_rate,
        net_amount=taxed.net,
        tax_amount=taxed.tax,
        description=line.description,
        due_on=due_on,
        price_reason=line.price_reason,
        role=line.role,
    )
