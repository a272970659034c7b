"""What things cost: any number of lines priced in one statement."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

ZERO = Decimal(0)


class PriceRequest(NamedTuple):
    """A question for one price: how much of an item, for whom, on which day, in which currency."""

    item_id: int
    party_id: int | None
    quantity: Decimal
    on: dt.date
    currency: str
    kind: str = "sales"


@dataclass(frozen=True, slots=True)
class PricedLine:
    """The answer: price per base unit and discount, with the list and the reason; price is None when none applies."""

    price: Decimal | None
    discount: Decimal = ZERO
    tax_included: bool = False
    price_list_id: int | None = None
    reason: str = ""


# A party's own lists come first, by priority; then the default list. Within a list the highest break reached
# wins, and of equal breaks the one that is valid from the later day.
_PRICES = """
SELECT p.price, p.discount, p.from_quantity, p.valid_from, p.list_id, p.code, p.tax_included
FROM unnest(%(items)s::bigint[], %(parties)s::bigint[], %(quantities)s::numeric[], %(days)s::date[],
            %(currencies)s::text[], %(kinds)s::text[])
     WITH ORDINALITY AS r (item_id, party_id, quantity, day, currency, kind, n)
LEFT JOIN LATERAL (
    SELECT price.price, price.discount, price.from_quantity, price.valid_from,
           list.id AS list_id, list.code, list.tax_included
    FROM (SELECT own.price_list_id, own.priority::int AS rank FROM prices_partypricelist own
          WHERE own.party_id = r.party_id AND own.company_id = %(company)s
          UNION ALL
          SELECT usual.id, 2147483647 FROM prices_pricelist usual
          WHERE usual.company_id = %(company)s AND usual.kind = r.kind AND usual.currency = r.currency
            AND usual.is_default) AS looked_at
    JOIN prices_pricelist list ON list.id = looked_at.price_list_id AND list.company_id = %(company)s
        AND list.kind = r.kind AND list.currency = r.currency AND list.active
    JOIN prices_price price ON price.price_list_id = list.id AND price.item_id = r.item_id
        AND price.from_quantity <= abs(r.quantity) AND price.valid_from <= r.day
        AND (price.valid_until IS NULL OR price.valid_until >= r.day)
    ORDER BY looked_at.rank, list.id, price.from_quantity DESC, price.valid_from DESC
    LIMIT 1
) AS p ON true
ORDER BY r.n
"""


def price_items(requests: Sequence[PriceRequest]) -> list[PricedLine]:
    """Return the price of each request, in order; one statement, however many."""
    if not requests:
        return []
    names = ("items", "parties", "quantities", "days", "currencies", "kinds")
    params = dict(zip(names, sql.columns(requests, 6), strict=True))
    found = sql.rows(_PRICES, {**params, "company": current_company_id()})
    priced = {row: _priced(row) for row in set(found)}
    return [priced[row] for row in found]


def _priced(row: sql.Row) -> PricedLine:
    if row.price is None:
        return PricedLine(None, reason=_("no price in any list"))
    return PricedLine(row.price, row.discount, row.tax_included, row.list_id, _reason(row))


def _reason(row: sql.Row) -> str:
    facts = {"list": row.code, "quantity": f"{row.from_quantity.normalize():f}", "day": row.valid_from}
    if row.from_quantity:
        return _("list %(list)s from %(quantity)s since %(day)s") % facts
    return _("list %(list)s since %(day)s") % facts
