"""The three-way match: what is charged against what was ordered and what came in, within the company's tolerance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nonet.books.money.errors import BillNotMatching
from nonet.books.money.selectors.company import company_books
from nonet.books.money.services.valuing.methods import ZERO, share
from nonet.kernel.money import round_amount
from nonet.kernel.policy import policy


@dataclass(frozen=True, slots=True)
class BilledLine:
    """What a supplier charges for one receipt line (or return order line): quantity and net price in base units."""

    line_id: int
    quantity: Decimal | None = None
    price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Matched:
    """A line that matched: amounts in the bill's currency, and what the ledger still expects for it in our own."""

    line: Any
    quantity: Decimal
    counted: Decimal
    price: Decimal
    net: Decimal
    tax: Decimal
    expected: Decimal


def match_lines(
    billed: Sequence[BilledLine], lines: Sequence[Any], values: Mapping[int, Any]
) -> list[Matched] | BillNotMatching:
    """Match what is charged with the lines; without charges, take all that is not billed yet as ordered.

    Returns the first line that is off, with its cause, when one is: ``bill_quantity_tolerance`` and
    ``bill_price_tolerance`` of the company's policy are shares (0.02 is two per cent).
    """
    by_id = {line.key: line for line in lines}
    wanted = billed or [BilledLine(line.key) for line in lines if line.due > 0]
    matched = []
    for each in wanted:
        line = by_id.get(each.line_id)
        if line is None:
            return BillNotMatching(str(each.line_id), "it is not among the goods of this bill")
        if reason := _off(each, line):
            return BillNotMatching(f"{line.number} {line.item}", reason)
        matched.append(_matched(each, line, values.get(line.key)))
    return [each for each in matched if each.quantity]


def _off(billed: BilledLine, line: Any) -> str:
    """Return how a charge differs from what was ordered and handed over, beyond what is tolerated."""
    if billed.quantity is not None:
        allowed = line.due * (1 + _tolerance("bill_quantity_tolerance", "0"))
        if billed.quantity > allowed:
            return f"{billed.quantity.normalize():f} charged, {line.due.normalize():f} handed over and not billed yet"
    if billed.price is not None:
        ordered = _ordered_price(line)
        if abs(billed.price - ordered) > ordered * _tolerance("bill_price_tolerance", "0.02"):
            return f"charged at {billed.price.normalize():f}, ordered at {ordered.normalize():f}"
    return ""


def _tolerance(key: str, default: str) -> Decimal:
    return Decimal(str(policy().get(key, default)))


def _ordered_price(line: Any) -> Decimal:
    return Decimal(line.net_amount / line.quantity)


def _matched(billed: BilledLine, line: Any, value: Any) -> Matched:
    quantity = line.due if billed.quantity is None else billed.quantity
    counted = min(quantity, line.due)
    price = _ordered_price(line) if billed.price is None else billed.price
    net = round_amount(price * quantity, line.currency)
    tax = round_amount(net * line.tax_rate, line.currency)
    return Matched(line, quantity, counted, price, net, tax, _expected(line, counted, value))


def _expected(line: Any, counted: Decimal, value: Any) -> Decimal:
    """Return what was booked when these goods were handed over: their share, what was billed before counted off."""
    if value is None or not value.quantity:
        return ZERO
    quantum = company_books().quantum
    upto = share(value.value, min(line.invoiced + counted, value.quantity), value.quantity, quantum)
    return upto - share(value.value, min(line.invoiced, value.quantity), value.quantity, quantum)
