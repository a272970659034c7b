"""Tax of a line: net, tax and gross that add up to the last digit."""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from nonet.kernel.money import QUANTA

ONE = Decimal(1)


class Taxed(NamedTuple):
    """One line's amounts; ``net + tax == gross`` exactly."""

    net: Decimal
    tax: Decimal
    gross: Decimal


def compute_tax(amount: Decimal, rate: Decimal, included: bool = False, digits: int = 2) -> Taxed:
    """Return net, tax and gross of a line, each rounded half-up to ``digits``.

    Parameters
    ----------
    amount
        The net amount, or the gross amount when ``included``.
    rate
        A share of the net amount: 0.13 is 13 %.
    included
        Whether ``amount`` already holds the tax.
    digits
        Decimals of the currency.
    """
    quantum = QUANTA[digits]
    if included:
        gross = amount.quantize(quantum, ROUND_HALF_UP)
        net = (gross / (ONE + rate)).quantize(quantum, ROUND_HALF_UP)
        return Taxed(net, gross - net, gross)
    net = amount.quantize(quantum, ROUND_HALF_UP)
    tax = (net * rate).quantize(quantum, ROUND_HALF_UP)
    return Taxed(net, tax, net + tax)
