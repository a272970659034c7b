"""Selling: orders taken with prices and taxes, confirmed within the customer's credit."""

from collections.abc import Sequence

from nonet.books.orders.services.confirming import judge_drafts, lock_orders, write_confirmed
from nonet.books.orders.services.creating import create_orders
from nonet.kernel.verbs import Outcome, verb
from nonet.systems.erp.services.credit_book import open_credit_book
from nonet.systems.erp.services.drafting import TradeLine, TradeOrder, draft_orders


class SalesLine(TradeLine):
    """A line of a sales order; a kit becomes its components, shipping and other charges are services."""

    __slots__ = ()


class SalesOrder(TradeOrder):
    """A sales order as it is taken, by a person, an import or a channel."""

    __slots__ = ()


@verb("erp.create_sales_orders")
def create_sales_orders(*, orders: Sequence[TradeOrder]) -> Outcome:
    """Take sales orders as drafts, priced and taxed.

    ``done`` holds the ids of those taken, in order; ``refused`` is by position in ``orders``. An order whose
    channel and external number are known is not taken twice; its id is returned. The number of statements
    does not grow with the orders.
    """
    drafts, refused = draft_orders("sales", orders)
    return Outcome(create_orders(drafts), refused)


@verb("erp.confirm_sales_orders")
def confirm_sales_orders(*, order_ids: Sequence[int]) -> Outcome:
    """Make draft sales orders binding, within each customer's credit.

    Orders of one customer are judged in order of their ids, each counting for the next; the customer is locked
    meanwhile, so that two people together cannot promise more either. Publishes ``OrdersConfirmed``. A number of
    statements that does not grow with the orders.
    """
    outcome = Outcome()
    locked = lock_orders(order_ids, "sales")
    fit = judge_drafts(locked, order_ids, outcome)
    book = open_credit_book(fit)
    for order in fit:
        refusal = book.judge(order, order.gross_total)
        if refusal is None:
            outcome.done.append(order.id)
        else:
            outcome.refused[order.id] = refusal
    write_confirmed(outcome.done, "sales")
    return outcome
