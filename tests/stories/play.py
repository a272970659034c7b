"""The shorthand of the stories: what a person at the desk does in a few clicks."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from nonet.books.money.services.invoicing import invoice_orders, post_invoices
from nonet.books.money.services.payments import PaymentDraft, receive_payments
from nonet.books.orders.selectors import Progress, progress_of
from nonet.books.orders.services.releasing import release_orders
from nonet.books.stock.services.issuing import ship_deliveries
from nonet.books.stock.services.picking import pick_deliveries
from nonet.books.stock.services.reserving import reserve_orders
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import today
from nonet.systems.erp.services.sales import (
    SalesLine,
    SalesOrder,
    confirm_sales_orders,
    create_sales_orders,
)
from tests.fixtures import TradingCompany

D = Decimal
Lines = Sequence[tuple[str, Any]]


def take(world: TradingCompany, party: str, lines: Lines, **more: Any) -> int:
    """Take a sales order as a draft."""
    wanted = [SalesLine(world.item(item), D(str(quantity))) for item, quantity in lines]
    order = SalesOrder(world.party(party), world.site(), wanted, **more)
    return create_sales_orders(orders=[order]).require_all().done[0]


def sell(world: TradingCompany, party: str, lines: Lines, **more: Any) -> int:
    """Take and confirm a sales order."""
    order = take(world, party, lines, **more)
    confirm_sales_orders(order_ids=[order]).require_all()
    return order


def deliveries(order: int, state: str = "released") -> list[int]:
    """Return the deliveries of an order in a state."""
    found = sql.rows(
        "SELECT DISTINCT d.id FROM orders_delivery d JOIN orders_deliveryline x ON x.delivery_id = d.id"
        " JOIN orders_orderline l ON l.id = x.order_line_id"
        " WHERE d.company_id = %s AND l.order_id = %s AND d.state = %s ORDER BY d.id",
        (current_company_id(), order, state),
    )
    return [each.id for each in found]


def reserve(order: int) -> None:
    """Reserve what there is for an order; the flow releases it."""
    reserve_orders(order_ids=[order]).require_all()


def ship(order: int) -> list[int]:
    """Reserve, pick and ship what can be of an order; return its deliveries."""
    reserve_orders(order_ids=[order])
    release_orders(order_ids=[order])
    ids = deliveries(order)
    pick_deliveries(delivery_ids=ids).require_all()
    return ship_deliveries(delivery_ids=ids).require_all().done


def invoice(order: int) -> int:
    """Invoice (or credit) what was handed over, and post it."""
    drafts = invoice_orders(order_ids=[order]).require_all().done
    return post_invoices(invoice_ids=drafts).require_all().done[0]


def pay(world: TradingCompany, kind: str, party: str, amount: Any, **more: Any) -> int:
    """Pay, be paid or refund through the bank, matched with what is open."""
    draft = PaymentDraft(kind, world.party(party), None, today(), "CNY", D(str(amount)), **more)
    return receive_payments(payments=[draft])[0]


def lines_of(order: int) -> list[Any]:
    """Return the lines of an order with their item codes."""
    return sql.rows(
        "SELECT l.*, i.code FROM orders_orderline l JOIN items_item i ON i.id = l.item_id"
        " WHERE l.company_id = %s AND l.order_id = %s ORDER BY l.position",
        (current_company_id(), order),
    )


def line(order: int, item: str) -> Any:
    """Return the line of an order with an item."""
    return next(each for each in lines_of(order) if each.code == item)


def progress(order: int) -> Progress:
    """Return how far an order has come."""
    return progress_of([order])[order]


def amounts(invoice_id: int) -> tuple[Decimal, Decimal, Decimal]:
    """Return net, tax and gross of an invoice."""
    found = sql.row(
        "SELECT net_total, tax_total, gross_total FROM money_invoice WHERE id = %s", (invoice_id,)
    )
    assert found is not None
    return tuple(found)  # type: ignore[return-value]


def statements(function: Any) -> int:
    """Return how many SQL statements a call takes."""
    with sql.counting() as seen:
        function()
    return len(seen)
