"""A price list made from another: by a factor, with prices brought to a form, in a few statements."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext as _

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import InvalidInput
from nonet.kernel.verbs import verb
from nonet.masters.prices.errors import ListsDiffer
from nonet.masters.prices.models import PriceList
from nonet.masters.prices.services.settling import lock_prices, settle


@dataclass(frozen=True, slots=True)
class Rounding:
    """The form of prices: multiples of ``step``, less ``less``: step 1 less 0.01 gives 9.99, step 10 less 1 gives 99.

    ``way`` brings a price to the nearest multiple (halves away from zero), the next above or the next below.
    """

    step: Decimal = Decimal("0.01")
    less: Decimal = Decimal(0)
    way: Literal["nearest", "up", "down"] = "nearest"


_FUNCTIONS = {"nearest": "round", "up": "ceil", "down": "floor"}

# Of prices that would begin on one day, because they all began before it, the one that began last is copied.
_COPY = """
INSERT INTO prices_price (company_id, price_list_id, item_id, from_quantity, price, discount, valid_from, valid_until)
SELECT DISTINCT ON (p.item_id, p.from_quantity, greatest(p.valid_from, %(day)s::date))
    p.company_id, %(target)s::bigint, p.item_id, p.from_quantity,
    greatest({function}(p.price * %(factor)s / %(step)s) * %(step)s - %(less)s, 0), p.discount,
    greatest(p.valid_from, %(day)s::date), p.valid_until
FROM prices_price p
WHERE p.company_id = %(company)s AND p.price_list_id = %(source)s
  AND (p.valid_until IS NULL OR p.valid_until >= %(day)s)
ORDER BY p.item_id, p.from_quantity, greatest(p.valid_from, %(day)s::date), p.valid_from DESC
ON CONFLICT (price_list_id, item_id, from_quantity, valid_from) DO UPDATE
SET price = EXCLUDED.price, discount = EXCLUDED.discount, valid_until = EXCLUDED.valid_until
RETURNING id
"""


@verb("prices.copy_price_list")
def copy_price_list(
    *,
    source_id: int,
    target_id: int,
    valid_from: dt.date,
    factor: Decimal = Decimal(1),
    rounding: Rounding = Rounding(),
) -> int:
    """Copy what is valid on a day and later into another list of the same kind; return how many prices.

    Prices are multiplied by ``factor`` (an exchange rate, a mark-up) and rounded; discounts are taken over.
    Prices that the target has from the same day are replaced, those it has open end the day before.
    """
    _require_lists(source_id, target_id)
    if factor <= 0 or rounding.step <= 0:
        raise InvalidInput("factor", _("factor and rounding step are above zero"))
    lock_prices()
    copied = sql.rows(
        _COPY.format(function=_FUNCTIONS[rounding.way]),
        {
            "company": current_company_id(),
            "source": source_id,
            "target": target_id,
            "day": valid_from,
            "factor": factor,
            "step": rounding.step,
            "less": rounding.less,
        },
    )
    settle([each.id for each in copied])
    return len(copied)


def _require_lists(source_id: int, target_id: int) -> None:
    lists = PriceList.objects.in_bulk([source_id, target_id])
    source, target = lists.get(source_id), lists.get(target_id)
    if source is None or target is None or source.kind != target.kind or source_id == target_id:
        raise ListsDiffer(str(source or source_id), str(target or target_id))
