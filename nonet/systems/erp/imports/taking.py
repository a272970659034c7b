"""Sales orders out of a file: those known already are left alone, the others taken and carried as far as is wished."""

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from nonet.kernel.errors import NonetError
from nonet.kit.importing import Answer, Document
from nonet.systems.erp.imports.carrying import carry_to_cash
from nonet.systems.erp.imports.facts import orders_known
from nonet.systems.erp.services.sales import SalesOrder, confirm_sales_orders, create_sales_orders

Build = Callable[[Document], SalesOrder]
STEPS = ("draft", "confirmed", "paid")


class KnownOtherwise(NonetError):
    """An order of this number was taken before, with other lines."""

    code = "known_otherwise"

    def __init__(self, number: str) -> None:
        super().__init__(number=number)

    def template(self) -> str:
        return _(
            "%(number)s was imported before with other lines; change that order, or give this one a new number"
        )


def take_orders(chunk: Sequence[Document], channel: str, build: Build, carry_to: str = "draft") -> Answer:
    """Create the orders of a chunk that are new, in order of their dates, and carry them to ``carry_to``.

    An order is known by its number within ``channel``; one that comes with other lines than before is refused.
    """
    answer = Answer()
    known = orders_known(channel, {each.key for each in chunk})
    fresh: list[tuple[int, SalesOrder]] = []
    for position, document in enumerate(chunk):
        if document.key not in known:
            fresh.append((position, build(document)))
        elif _is_same(document, known[document.key]):
            answer.known += 1
        else:
            answer.refused[position] = KnownOtherwise(document.key)
    fresh.sort(key=lambda each: (_day(each[1]), each[0]))
    for day, group in groupby(fresh, lambda each: _day(each[1])):
        answer.created += _take_day(day, list(group), carry_to, answer.refused)
    return answer


def _day(order: SalesOrder) -> dt.date:
    assert order.ordered_on is not None
    return order.ordered_on


def _is_same(document: Document, known: tuple[int, int, Any]) -> bool:
    """Return whether an order has as many lines as the file gives it, and the same quantities times prices."""
    _order_id, lines, net_total = known
    given = [each.values for each in document.records]
    if lines != len(given):
        return False
    if any(each.get("price") is None or each.get("discount") for each in given):
        return True
    total = sum((each["quantity"] * each["price"] for each in given), Decimal(0))
    return abs(total - Decimal(net_total)) <= Decimal("0.01") * len(given)


def _take_day(
    day: dt.date, group: list[tuple[int, SalesOrder]], carry_to: str, refused: dict[int, NonetError]
) -> int:
    orders = [order for _, order in group]
    outcome = carry_to_cash(orders, day) if carry_to == "paid" else create_sales_orders(orders=orders)
    refused |= {group[index][0]: error for index, error in outcome.refused.items()}
    if outcome.done and carry_to == "confirmed":
        confirm_sales_orders(order_ids=outcome.done).require_all()
    return len(outcome.done)
