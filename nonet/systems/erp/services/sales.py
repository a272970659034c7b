"""Selling: orders taken with prices and taxes, confirmed within the customer's credit."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from nonet.books.money.selectors.credit import credit_exposure
from nonet.books.orders.services.confirming import judge_drafts, lock_orders, write_confirmed
from nonet.books.orders.services.creating import create_orders
from nonet.kernel.errors import NonetError
from nonet.kernel.locking import lock_rows
from nonet.kernel.verbs import Outcome, verb
from nonet.masters.parties.models import Party
from nonet.systems.erp.errors import CreditExceeded, PartyOnHold
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
    exposure = lock_exposure(order.party_id for order in fit if order.credit_limit is not None)
    for order in fit:
        refusal = _judge_credit(order, exposure)
        if refusal is None:
            outcome.done.append(order.id)
        else:
            outcome.refused[order.id] = refusal
    write_confirmed(outcome.done, "sales")
    return outcome


def lock_exposure(party_ids: Any) -> dict[int, Decimal]:
    """Lock customers and return what each owes or has been promised."""
    limited = sorted(set(party_ids))
    if not limited:
        return {}
    lock_rows(Party, limited, "id")
    return credit_exposure(limited)


def _judge_credit(order: Any, exposure: dict[int, Decimal]) -> NonetError | None:
    if order.on_hold:
        return PartyOnHold(order.number)
    if order.credit_limit is None:
        return None
    total = exposure.get(order.party_id, Decimal(0)) + order.gross_total
    if total > order.credit_limit:
        return CreditExceeded(order.number, total, order.credit_limit)
    exposure[order.party_id] = total
    return None
