"""The verbs of the ERP: one file for each thing that people do."""

from nonet.systems.erp.services.cancelling import cancel_orders
from nonet.systems.erp.services.carrying_through import sell_orders_at_once
from nonet.systems.erp.services.changing import change_purchase_orders, change_sales_orders
from nonet.systems.erp.services.credit import hold_customers, release_customers
from nonet.systems.erp.services.purchasing import (
    approve_purchase_orders,
    confirm_purchase_orders,
    create_purchase_orders,
    receive_purchases,
)
from nonet.systems.erp.services.quoting import quote_purchase_orders, quote_sales_orders
from nonet.systems.erp.services.returns import (
    authorise_purchase_returns,
    authorise_sales_returns,
    exchange_goods,
    receive_returns,
)
from nonet.systems.erp.services.revising import change_purchase_orders_whole, change_sales_orders_whole
from nonet.systems.erp.services.sales import confirm_sales_orders, create_sales_orders
from nonet.systems.erp.services.selling_at_once import sell_at_once
from nonet.systems.erp.services.setup import apply_standard_tax, create_company, equip_company
from nonet.systems.erp.services.stocktaking import adjust, adjust_places, adjust_status
from nonet.systems.erp.services.transfers import (
    confirm_transfer_orders,
    create_transfer_orders,
    receive_transfers,
)

__all__ = [
    "adjust",
    "adjust_places",
    "adjust_status",
    "apply_standard_tax",
    "approve_purchase_orders",
    "authorise_purchase_returns",
    "authorise_sales_returns",
    "cancel_orders",
    "change_purchase_orders",
    "change_purchase_orders_whole",
    "change_sales_orders",
    "change_sales_orders_whole",
    "confirm_purchase_orders",
    "confirm_sales_orders",
    "confirm_transfer_orders",
    "create_company",
    "create_purchase_orders",
    "create_sales_orders",
    "create_transfer_orders",
    "equip_company",
    "exchange_goods",
    "hold_customers",
    "quote_purchase_orders",
    "quote_sales_orders",
    "receive_purchases",
    "receive_returns",
    "receive_transfers",
    "release_customers",
    "sell_at_once",
    "sell_orders_at_once",
]
