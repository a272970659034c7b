"""From a sales order to the money for it.

| step | system | trigger | service | state | fallback | what undoes it |
|---|---|---|---|---|---|---|
| take | ERP | a person, an import, a channel | erp.create_sales_orders | order draft | – | erp.cancel_orders |
| confirm | ERP | a person, or the company's policy | erp.confirm_sales_orders | order confirmed | – | erp.cancel_orders |
| reserve | stock | OrdersConfirmed | stock.reserve_orders | reserved on the lines | stays open until goods come | stock.release_reservations |
| release | orders | StockReserved | orders.release_orders | delivery released | – | erp.cancel_deliveries |
| pick | WMS | DeliveriesReleased | stock.pick_deliveries | delivery picked | no WMS: the desk picks | erp.unpick_deliveries |
| ship | WMS | a person | stock.ship_deliveries | delivery shipped | no WMS: the desk posts the goods issue | return_to_refund |
| invoice | ERP | GoodsIssued | money.invoice_orders | invoice draft | – | money.cancel_invoices |
| post | ERP | InvoicesDrafted | money.post_invoices | invoice posted | – | a credit note |
| collect | ERP | a person, a bank file | money.receive_payments | claim settled | – | money.unsettle |

The steps between a person's own run by themselves only where the company's policy ``automatic`` names them;
what a step needs is derived from the facts, so running it twice changes nothing.
"""

from nonet.books.money.events import InvoicesDrafted
from nonet.books.money.services.invoicing import invoice_orders, post_invoices
from nonet.books.orders.events import OrdersConfirmed
from nonet.books.orders.selectors import orders_of_deliveries
from nonet.books.orders.services.releasing import release_orders
from nonet.books.stock.events import GoodsIssued, StockReserved
from nonet.books.stock.services.reserving import reserve_orders
from nonet.kernel.flows import Flow, Step
from nonet.kernel.policy import is_automatic


def reserve_confirmed(event: OrdersConfirmed) -> None:
    """Reserve stock for orders as they are confirmed."""
    if event.kind in ("sales", "transfer", "purchase_return") and is_automatic("reserve"):
        reserve_orders(order_ids=event.order_ids)


def release_reserved(event: StockReserved) -> None:
    """Release what is reserved to the warehouse."""
    release_orders(order_ids=event.order_ids)


def invoice_shipped(event: GoodsIssued) -> None:
    """Draft the invoices of what has left."""
    if is_automatic("invoice"):
        invoice_orders(order_ids=orders_of_deliveries(event.delivery_ids, "sales"))


def post_drafted(event: InvoicesDrafted) -> None:
    """Post invoices as they are drafted."""
    if is_automatic("post"):
        post_invoices(invoice_ids=event.invoice_ids)


FLOW = Flow(
    "order_to_cash",
    "From a sales order to the money for it",
    (
        Step(
            "take",
            "erp",
            "a person, an import, a channel",
            "erp.create_sales_orders",
            "order draft",
            "–",
            "erp.cancel_orders",
        ),
        Step(
            "confirm",
            "erp",
            "a person or policy",
            "erp.confirm_sales_orders",
            "order confirmed",
            "–",
            "erp.cancel_orders",
        ),
        Step(
            "reserve",
            "stock",
            OrdersConfirmed,
            "stock.reserve_orders",
            "lines reserved",
            "what is short stays open until goods come",
            "stock.release_reservations",
            handler=reserve_confirmed,
        ),
        Step(
            "release",
            "orders",
            StockReserved,
            "orders.release_orders",
            "delivery released",
            "–",
            "erp.cancel_deliveries",
            handler=release_reserved,
        ),
        Step(
            "pick",
            "wms",
            "a person",
            "stock.pick_deliveries",
            "delivery picked",
            "no WMS: the desk picks",
            "erp.unpick_deliveries",
        ),
        Step(
            "ship",
            "wms",
            "a person",
            "stock.ship_deliveries",
            "delivery shipped",
            "no WMS: the desk posts the goods issue",
            "the flow return_to_refund",
        ),
        Step(
            "invoice",
            "erp",
            GoodsIssued,
            "money.invoice_orders",
            "invoice draft",
            "not automatic: a person invoices",
            "money.cancel_invoices",
            handler=invoice_shipped,
        ),
        Step(
            "post",
            "erp",
            InvoicesDrafted,
            "money.post_invoices",
            "invoice posted",
            "not automatic: a person posts",
            "a credit note",
            handler=post_drafted,
        ),
        Step(
            "collect",
            "erp",
            "a person or a bank file",
            "money.receive_payments",
            "claim settled",
            "–",
            "money.unsettle",
        ),
    ),
)
