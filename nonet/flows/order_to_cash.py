"""From a sales order to the money for it.

| step | system | trigger | service | state | fallback | what undoes it |
|---|---|---|---|---|---|---|
| take | erp | a person, an import, a channel | erp.create_sales_orders | order draft | – | erp.cancel_orders |
| confirm | erp | a person | erp.confirm_sales_orders | order confirmed | – | erp.cancel_orders |
| reserve | stock | OrdersConfirmed | stock.reserve_orders | lines reserved | what is short stays open until goods come | stock.release_reservations |
| reserve what changed | stock | OrdersChanged | stock.reserve_orders | lines reserved | not automatic: a person reserves | stock.release_reservations |
| reserve back orders | stock | GoodsReceived | stock.reserve_orders | lines reserved | not automatic: a person reserves | stock.release_reservations |
| release | orders | StockReserved | orders.release_orders | delivery released | – | orders.cancel_deliveries |
| pick | wms | a person | stock.pick_deliveries | delivery picked | no WMS: the desk picks | stock.unpick_deliveries |
| ship | wms | a person | stock.ship_deliveries | delivery shipped | no WMS: the desk posts the goods issue | the flow return_to_refund |
| value | money | GoodsIssued | money.value_moves | cost posted | the flow stock_to_ledger does it | the flow return_to_refund |
| invoice | erp | GoodsIssued | money.invoice_orders | invoice draft | not automatic: a person invoices | money.cancel_invoices |
| post | erp | InvoicesDrafted | money.post_invoices | invoice posted | not automatic: a person posts | the flow return_to_refund |
| collect | erp | a person or a bank file | money.receive_payments | claim settled | – | money.unsettle |

Orders whose goods are handed over as they are taken go from take to post in one, by erp.sell_at_once; its events pass
this flow over. The steps between a person's own run by themselves only where the company's policy ``automatic`` names
them (reserve, invoice, post); what a step needs is derived from the facts, so running it twice changes nothing.
Transfers and returns to suppliers are reserved and released in the same way.
"""

from collections.abc import Mapping

from nonet.books.money.events import InvoicesDrafted
from nonet.books.money.selectors.waiting import draft_invoices
from nonet.books.money.services.invoicing import invoice_orders, post_invoices
from nonet.books.orders.events import OrdersChanged, OrdersConfirmed
from nonet.books.orders.selectors import orders_of_deliveries
from nonet.books.orders.selectors.waiting import (
    OUTGOING,
    orders_short_of_stock,
    orders_to_invoice,
    orders_to_release,
    orders_wanting_received,
)
from nonet.books.orders.services.releasing import release_orders
from nonet.books.stock.events import GoodsIssued, GoodsReceived, StockReserved
from nonet.books.stock.services.reserving import reserve_orders
from nonet.flows.advancing import in_pages
from nonet.kernel.flows import Flow, Step
from nonet.kernel.policy import is_automatic


def reserve_confirmed(event: OrdersConfirmed) -> None:
    """Reserve stock for orders as they are confirmed."""
    if event.kind in OUTGOING and is_automatic("reserve"):
        reserve_orders(order_ids=event.order_ids)


def reserve_changed(event: OrdersChanged) -> None:
    """Reserve what changed orders want more."""
    if event.kind in OUTGOING and is_automatic("reserve"):
        reserve_orders(order_ids=event.order_ids)


def reserve_waiting(event: GoodsReceived) -> None:
    """Give goods that came to the orders that wait for them, the oldest first."""
    if is_automatic("reserve") and (waiting := orders_wanting_received(event.receipt_ids)):
        reserve_orders(order_ids=waiting)


def release_reserved(event: StockReserved) -> None:
    """Release what is reserved to the warehouse."""
    release_orders(order_ids=event.order_ids)


def invoice_shipped(event: GoodsIssued) -> None:
    """Draft the invoices of what has left."""
    if is_automatic("invoice") and (shipped := orders_of_deliveries(event.delivery_ids, "sales")):
        invoice_orders(order_ids=shipped)


def post_drafted(event: InvoicesDrafted) -> None:
    """Post invoices, and credit notes, as they are drafted."""
    if is_automatic("post"):
        post_invoices(invoice_ids=event.invoice_ids)


def advance() -> Mapping[str, int]:
    """Reserve, release, invoice and post what waits for it, as far as the company lets steps run by themselves."""
    done = {}
    if is_automatic("reserve"):
        done["reserve"] = in_pages(orders_short_of_stock, lambda ids: reserve_orders(order_ids=ids))
    done["release"] = in_pages(orders_to_release, lambda ids: release_orders(order_ids=ids))
    if is_automatic("invoice"):
        done["invoice"] = in_pages(orders_to_invoice, lambda ids: invoice_orders(order_ids=ids))
    if is_automatic("post"):
        done["post"] = in_pages(draft_invoices, lambda ids: post_invoices(invoice_ids=ids))
    return done


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
            "a person",
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
            "reserve what changed",
            "stock",
            OrdersChanged,
            "stock.reserve_orders",
            "lines reserved",
            "not automatic: a person reserves",
            "stock.release_reservations",
            handler=reserve_changed,
        ),
        Step(
            "reserve back orders",
            "stock",
            GoodsReceived,
            "stock.reserve_orders",
            "lines reserved",
            "not automatic: a person reserves",
            "stock.release_reservations",
            handler=reserve_waiting,
        ),
        Step(
            "release",
            "orders",
            StockReserved,
            "orders.release_orders",
            "delivery released",
            "–",
            "orders.cancel_deliveries",
            handler=release_reserved,
        ),
        Step(
            "pick",
            "wms",
            "a person",
            "stock.pick_deliveries",
            "delivery picked",
            "no WMS: the desk picks",
            "stock.unpick_deliveries",
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
            "value",
            "money",
            GoodsIssued,
            "money.value_moves",
            "cost posted",
            "the flow stock_to_ledger does it",
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
            "the flow return_to_refund",
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
    advance=advance,
)
