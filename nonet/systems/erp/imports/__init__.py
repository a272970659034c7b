"""What the ERP imports: templates of masters, stock and orders, and the real year of an online retailer."""

from nonet.systems.erp.imports.counts import COUNTS
from nonet.systems.erp.imports.masters import ITEMS, PARTIES, PRICES
from nonet.systems.erp.imports.money import ENTRIES, PAYMENTS
from nonet.systems.erp.imports.online_retail.returning import RETURNS as ONLINE_RETAIL_RETURNS
from nonet.systems.erp.imports.online_retail.selling import ORDERS as ONLINE_RETAIL
from nonet.systems.erp.imports.opening_stock import OPENING_STOCK
from nonet.systems.erp.imports.openings import OPENINGS
from nonet.systems.erp.imports.orders import SALES_ORDERS
from nonet.systems.erp.imports.people import DEPARTMENTS, PEOPLE
from nonet.systems.erp.imports.purchase_orders import PURCHASE_ORDERS
from nonet.systems.erp.imports.stock_papers import ADJUSTMENTS, TRANSFERS

PROFILES = (
    ITEMS,
    PARTIES,
    PRICES,
    OPENING_STOCK,
    *OPENINGS,
    SALES_ORDERS,
    PURCHASE_ORDERS,
    PAYMENTS,
    ENTRIES,
    COUNTS,
    TRANSFERS,
    ADJUSTMENTS,
    DEPARTMENTS,
    PEOPLE,
    ONLINE_RETAIL,
    ONLINE_RETAIL_RETURNS,
)

__all__ = ["PROFILES"]
