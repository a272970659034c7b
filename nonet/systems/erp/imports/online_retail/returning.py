"""The profile of the file of returns: each row finds the sale it takes back, and goes to its refunded credit note."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nonet.kernel.errors import InvalidInput
from nonet.kit.importing import Answer, CellRefused, Document, Profile, Session
from nonet.kit.importing.columns import decimal
from nonet.systems.erp.imports.online_retail.matching import find_sales, take_back
from nonet.systems.erp.imports.online_retail.shape import CHANNEL, columns
from nonet.systems.erp.imports.online_retail.verifying import verify_returns
from nonet.systems.erp.imports.refunding import carry_to_refund
from nonet.systems.erp.services.returns import Return, ReturnLine

_NUMBER = decimal()
Piece = tuple[dt.date, int, int, Decimal]
"""Day, order, order line and quantity of a return."""


def below_zero(value: object) -> Decimal:
    """Return how much came back: the file writes returns as negative quantities."""
    number: Decimal = _NUMBER(value)
    if number >= 0:
        reason = _("is zero") if not number else _("is positive")
        raise CellRefused(reason, _("Give a quantity below zero; import sales with the profile of orders."))
    return -number


def sale_not_found(is_part: bool) -> InvalidInput:
    """Return the refusal of a row that no earlier sale, or not enough of one, stands against."""
    if is_part:
        return InvalidInput(
            "quantity",
            _(
                "is more than was sold before, and was taken back in part; give a credit note for the rest by hand"
            ),
        )
    return InvalidInput(
        "description",
        _(
            "was not sold to this customer at this price before, or came back already;"
            " import that sale first, or give a credit note by hand"
        ),
    )


def take(chunk: Sequence[Document], session: Session) -> Answer:
    """Match the rows of a chunk, oldest first, with what was sold; carry what matches to its refund."""
    sales = find_sales([each.values for each in chunk])
    answer = Answer()
    pieces: list[Piece] = []
    for position, document in sorted(enumerate(chunk), key=lambda each: each[1].values["moment"]):
        row = document.values
        taken, left = take_back(sales, row)
        if left:
            answer.refused[position] = sale_not_found(bool(taken))
        answer.created += bool(taken)
        pieces += [(row["moment"].date(), sale.order_id, sale.line_id, quantity) for sale, quantity in taken]
    _carry(pieces)
    return answer


def _carry(pieces: list[Piece]) -> None:
    """Return what was matched: one return order for each order and day."""
    for day, of_day in groupby(sorted(pieces), itemgetter(0)):
        returns = [
            Return(_lines(list(of_order)), returned_on=day)
            for _order, of_order in groupby(of_day, itemgetter(1))
        ]
        carry_to_refund(returns, day)


def _lines(pieces: list[Piece]) -> list[ReturnLine]:
    sums: dict[int, Decimal] = {}
    for _day, _order, line_id, quantity in pieces:
        sums[line_id] = sums.get(line_id, Decimal(0)) + quantity
    return [ReturnLine(line_id, quantity) for line_id, quantity in sums.items()]


RETURNS = Profile(
    kind="returns",
    code=CHANNEL,
    title=gettext_lazy("Returns of the UCI Online Retail file"),
    columns=columns(below_zero, with_order=False),
    save=take,
    once=True,
    verify=verify_returns,
    chunk=500,
    home=CHANNEL,
)
