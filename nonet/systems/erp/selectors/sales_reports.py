"""What was sold: posted invoices and credit notes by month, country, customer or item, in the company's currency."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class SalesFigures:
    """One line of a sales report. ``sales`` and ``returns`` are without tax; ``net`` is what is left of both."""

    key: str
    invoices: int
    credit_notes: int
    sales: Decimal
    returns: Decimal
    tax: Decimal

    @property
    def net(self) -> Decimal:
        """Return sales less returns."""
        return self.sales - self.returns


# A document goes to the country that its order was shipped to, else to that of its customer; a return to the country
# of the sale that it takes back.
_ORDER = """
LEFT JOIN LATERAL (SELECT coalesce(origin.ship_to, o.ship_to) ->> 'country' AS ship_country FROM money_invoiceline l
    JOIN orders_orderline ol ON ol.id = l.order_line_id JOIN orders_order o ON o.id = ol.order_id
    LEFT JOIN orders_order origin ON origin.id = o.origin_id WHERE l.invoice_id = v.id LIMIT 1) o ON true
"""
_PARTY = "JOIN parties_party p ON p.id = v.party_id"
_ITEM = "JOIN money_invoiceline l ON l.invoice_id = v.id JOIN items_item i ON i.id = l.item_id"

GROUPINGS = {
    "month": ("to_char(v.issued_on, 'YYYY-MM')", "", "v"),
    "country": ("coalesce(nullif(o.ship_country, ''), p.country)", f"{_PARTY} {_ORDER}", "v"),
    "customer": ("p.code", _PARTY, "v"),
    "item": ("i.code", _ITEM, "l"),
}
"""By what sales are summed: the key, the tables it needs, and where the amounts stand."""


def sales_by(by: str, since: dt.date | None = None, until: dt.date | None = None) -> list[SalesFigures]:
    """Return posted sales and returns by ``month``, ``country``, ``customer`` or ``item``, sorted by key.

    Parameters
    ----------
    since, until
        First and last day of issue; without them all there is.

    Raises
    ------
    InvalidInput
        When ``by`` is none of the four.
    """
    if by not in GROUPINGS:
        raise InvalidInput("by", _("use one of: %(words)s") % {"words": ", ".join(GROUPINGS)})
    key, tables, amounts = GROUPINGS[by]
    net, tax = ("v.net_total", "v.tax_total") if amounts == "v" else ("l.net_amount", "l.tax_amount")
    found = sql.rows(
        f"SELECT {key} AS key, count(DISTINCT v.id) FILTER (WHERE v.kind = 'sales_invoice') AS invoices,"
        " count(DISTINCT v.id) FILTER (WHERE v.kind = 'credit_note') AS credit_notes,"
        f" coalesce(sum(round({net} * v.rate, 4)) FILTER (WHERE v.kind = 'sales_invoice'), 0) AS sales,"
        f" coalesce(sum(round({net} * v.rate, 4)) FILTER (WHERE v.kind = 'credit_note'), 0) AS returns,"
        f" sum(round({tax} * v.rate, 4) * CASE v.kind WHEN 'credit_note' THEN -1 ELSE 1 END) AS tax"
        f" FROM money_invoice v {tables} WHERE v.company_id = %s AND v.state = 'posted'"
        " AND v.kind IN ('sales_invoice', 'credit_note')"
        " AND v.issued_on BETWEEN coalesce(%s::date, '-infinity') AND coalesce(%s::date, 'infinity')"
        " GROUP BY 1 ORDER BY 1",
        (current_company_id(), since, until),
    )
    return [SalesFigures(*each) for each in found]
