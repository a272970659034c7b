"""Orders changed after they were confirmed: quantities, prices, dates, more lines; every change says why."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from nonet.books.orders.events import OrdersChanged
from nonet.books.orders.services.changing import Altered, Change, lock_for_change, write_changes, write_heads
from nonet.books.orders.services.closing import close_finished
from nonet.books.orders.services.creating import LineDraft
from nonet.books.stock.services.trimming import trim_reservations
from nonet.kernel import events
from nonet.kernel.errors import InvalidInput, NonetError, WrongState
from nonet.kernel.verbs import Outcome, verb
from nonet.systems.erp.services.altering import LineChange, alter_line
from nonet.systems.erp.services.credit_book import open_credit_book
from nonet.systems.erp.services.drafting import TradeLine, TradeOrder, draft_orders

HEAD = ("due_on", "note", "ship_to")


@dataclass(frozen=True, slots=True)
class OrderChange:
    """What shall change of one order, and why; what is left out stays as it is."""

    order_id: int
    reason: str
    lines: Sequence[LineChange] = ()
    added: Sequence[TradeLine] = ()
    due_on: dt.date | None = None
    note: str | None = None
    ship_to: Mapping[str, Any] | None = None


@dataclass(slots=True)
class _Plan:
    """Everything that one change writes."""

    altered: list[Altered] = field(default_factory=list)
    added: list[tuple[int, LineDraft]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    trims: dict[int, Decimal] = field(default_factory=dict)
    head: dict[str, Any] = field(default_factory=dict)
    dearer: Decimal = Decimal(0)


@verb("erp.change_sales_orders")
def change_sales_orders(*, changes: Sequence[OrderChange]) -> Outcome:
    """Change draft or confirmed sales orders, one change an order.

    Never below what was handed over or invoiced, nor what stands in a delivery; what a line wants less is freed of
    its reservation; what an order costs more must fit the customer's credit. Publishes ``OrdersChanged``. ``refused``
    is by order. A number of statements that does not grow with the changes.
    """
    return _change("sales", changes)


@verb("erp.change_purchase_orders")
def change_purchase_orders(*, changes: Sequence[OrderChange]) -> Outcome:
    """Change draft or confirmed purchase orders, one change an order; never below what was received or billed."""
    return _change("purchase", changes)


def _change(kind: str, changes: Sequence[OrderChange]) -> Outcome:
    outcome = Outcome()
    wanted = {each.order_id: each for each in changes}
    orders, lines = lock_for_change(wanted, kind)
    outcome.refuse_missing(wanted, (order.id for order in orders))
    more = _added_lines(kind, orders, wanted, outcome)
    plans: dict[int, _Plan] = {}
    for order in orders:
        if order.id not in outcome.refused:
            try:
                plans[order.id] = _plan(order, lines[order.id], wanted[order.id], more.get(order.id, ()))
            except NonetError as error:
                outcome.refused[order.id] = error
    _judge_credit(orders, plans, outcome)
    outcome.done = [id_ for id_ in plans if id_ not in outcome.refused]
    _write(kind, [order for order in orders if order.id in outcome.done], plans)
    return outcome


def _added_lines(
    kind: str, orders: Sequence[Any], wanted: Mapping[int, OrderChange], outcome: Outcome
) -> dict[int, Sequence[LineDraft]]:
    """Price and tax the lines to be added, as of today's lists; refuse orders whose lines cannot be taken."""
    growing = [order for order in orders if wanted[order.id].added]
    if not growing:
        return {}
    trades = [
        TradeOrder(order.party_id, order.site_id, wanted[order.id].added, currency=order.currency)
        for order in growing
    ]
    drafts, refused = draft_orders(kind, trades)
    outcome.refused |= {growing[n].id: error for n, error in refused.items()}
    kept = [order.id for n, order in enumerate(growing) if n not in refused]
    return {id_: draft.lines for id_, draft in zip(kept, drafts, strict=True)}


def _plan(order: Any, lines: Sequence[Any], wanted: OrderChange, added: Sequence[LineDraft]) -> _Plan:
    if order.state == "cancelled":
        raise WrongState(order.number, order.state)
    plan = _Plan()
    known = {line.id: line for line in lines}
    for change in wanted.lines:
        if change.line_id not in known:
            raise InvalidInput("line", _("is no line of %s") % order.number)
        _alter(order, known[change.line_id], change, wanted.reason, plan)
    for draft in added:
        plan.added.append((order.id, draft))
        plan.dearer += draft.net_amount + draft.tax_amount
        after = {"item": draft.item_id, "quantity": draft.quantity, "net_amount": draft.net_amount}
        plan.changes.append(Change(order.id, None, "lines", None, after, wanted.reason))
    _change_head(order, wanted, plan)
    return plan


def _alter(order: Any, line: Any, change: LineChange, reason: str, plan: _Plan) -> None:
    altered, extra = alter_line(order, line, change)
    plan.altered.append(altered)
    plan.dearer += altered.net_amount + altered.tax_amount - line.net_amount - line.tax_amount
    for name in ("quantity", "cancelled", "price", "discount", "due_on"):
        before, after = getattr(line, name), getattr(altered, name)
        if before != after:
            plan.changes.append(Change(order.id, line.id, name, before, after, reason))
    if extra is not None:
        plan.added.append((order.id, extra))
        plan.dearer += extra.net_amount + extra.tax_amount
        plan.changes.append(Change(order.id, line.id, "lines", None, {"quantity": extra.quantity}, reason))
    freed = line.reserved - (altered.quantity - altered.cancelled - line.shipped)
    if freed > 0:
        plan.trims[line.id] = freed


def _change_head(order: Any, wanted: OrderChange, plan: _Plan) -> None:
    plan.head = {name: getattr(order, name) for name in HEAD}
    for name in HEAD:
        after = getattr(wanted, name)
        if after is not None and after != plan.head[name]:
            plan.changes.append(Change(order.id, None, name, plan.head[name], after, wanted.reason))
            plan.head[name] = after


def _judge_credit(orders: Sequence[Any], plans: Mapping[int, _Plan], outcome: Outcome) -> None:
    """Refuse confirmed orders that become dearer than the customer's credit allows."""
    dearer = [
        order
        for order in orders
        if order.id in plans
        and order.state == "confirmed"
        and order.kind == "sales"
        and plans[order.id].dearer > 0
    ]
    book = open_credit_book(dearer)
    for order in dearer:
        if refusal := book.promise(order, plans[order.id].dearer):
            outcome.refused[order.id] = refusal


def _write(kind: str, orders: Sequence[Any], plans: Mapping[int, _Plan]) -> None:
    changed = [order for order in orders if plans[order.id].changes]
    if not changed:
        return
    own = [plans[order.id] for order in changed]
    trim_reservations({line: freed for plan in own for line, freed in plan.trims.items()}, _("order changed"))
    write_changes(
        [each for plan in own for each in plan.altered],
        [each for plan in own for each in plan.added],
        [each for plan in own for each in plan.changes],
    )
    write_heads({order.id: plans[order.id].head for order in changed})
    confirmed = [order.id for order in changed if order.state == "confirmed"]
    close_finished(confirmed)
    if confirmed:
        events.publish(OrdersChanged(tuple(confirmed), kind))
