"""The works that processes do at once in the fault tests, until they are done or killed."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from bench.company import OWN_VERB
from nonet.books.money.services.invoicing import invoice_orders, post_invoices
from nonet.books.stock.services.adjusting import AdjustmentDraft, AdjustmentLine, move_stock
from nonet.books.stock.services.issuing import ship_deliveries
from nonet.books.stock.services.picking import pick_deliveries
from nonet.books.stock.services.reserving import reserve_orders
from nonet.kernel import sql
from nonet.kernel.actor import acting_as_system, current_company_id
from nonet.kernel.clock import today
from nonet.kernel.idempotency import once
from nonet.kernel.verbs import Outcome, verb
from nonet.masters.places.selectors import default_places
from nonet.systems.erp.services.cancelling import cancel_orders
from nonet.systems.erp.services.sales import (
    SalesLine,
    SalesOrder,
    confirm_sales_orders,
    create_sales_orders,
)
from tests.faults.worker import Worker

EXPECTED = {
    "stock_not_available",
    "wrong_state",
    "nothing_to_invoice",
    "stands_picked",
    "nothing_open",
    "credit_exceeded",
}


def storm(worker: Worker) -> None:
    """Carry orders step by step, each step committed and written down; some are given up on the way."""
    worker.persist(lambda: _carry(worker))


def _carry(worker: Worker) -> None:
    count = worker.random.choice((1, 1, 1, 2, 5))
    ids = create_sales_orders(orders=[_order(worker) for _ in range(count)]).require_all().done
    _tell(worker, "taken", ids)
    confirm_sales_orders(order_ids=ids).require_all()
    got = _settled(reserve_orders(order_ids=ids, whole_orders=worker.random.random() < 0.5))
    if worker.random.random() < 0.15:
        return _tell(worker, "cancelled", _settled(cancel_orders(order_ids=got, reason="changed their mind")))
    deliveries = deliveries_of(got)
    picked = _settled(pick_deliveries(delivery_ids=deliveries))
    shipped = _settled(ship_deliveries(delivery_ids=picked))
    _tell(worker, "shipped", shipped)
    invoices = _settled(invoice_orders(order_ids=got))
    _tell(worker, "posted", post_invoices(invoice_ids=invoices).require_all().done)


def _order(worker: Worker, items: int = 3) -> SalesOrder:
    chosen = worker.random.sample(worker.trade.items, min(items, len(worker.trade.items)))
    lines = [SalesLine(item, Decimal(worker.random.randint(1, 4))) for item in chosen]
    return SalesOrder(worker.random.choice(worker.trade.customers), worker.trade.site_id, lines)


def _settled(outcome: Outcome) -> list[int]:
    """Return what was done; refusals must be those that a busy house expects."""
    unexpected = [error for error in outcome.refused.values() if error.code not in EXPECTED]
    assert not unexpected, unexpected
    return outcome.done


def _tell(worker: Worker, word: str, facts: Sequence[Any]) -> None:
    for fact in facts:
        worker.acknowledge(word, fact)


def deliveries_of(order_ids: Sequence[int], states: Sequence[str] = ("released",)) -> list[int]:
    """Return the deliveries of orders that are in one of the states."""
    found = sql.rows(
        "SELECT DISTINCT d.id FROM orders_delivery d JOIN orders_deliveryline x ON x.delivery_id = d.id"
        " JOIN orders_orderline l ON l.id = x.order_line_id"
        " WHERE d.company_id = %s AND l.order_id = ANY(%s) AND d.state = ANY(%s) ORDER BY d.id",
        (current_company_id(), list(order_ids), list(states)),
    )
    return [each.id for each in found]


def sell_scarce(worker: Worker) -> None:
    """Try to sell one piece of the scarce item again and again; what was got is written down."""
    for _ in range(worker.options["tries"]):
        line = SalesLine(worker.trade.scarce_item, Decimal(1))
        ids = create_sales_orders(
            orders=[SalesOrder(worker.trade.customers[0], worker.trade.site_id, [line])]
        ).done
        confirm_sales_orders(order_ids=ids).require_all()
        _tell(worker, "sold", _settled(reserve_orders(order_ids=ids, whole_orders=True)))


def confirm_on_credit(worker: Worker) -> None:
    """Take and confirm orders of one customer, each worth 110, against all others who do so."""
    line = SalesLine(worker.trade.items[0], Decimal(10))
    for _ in range(worker.options["tries"]):
        order = SalesOrder(worker.trade.customers[0], worker.trade.site_id, [line])
        ids = create_sales_orders(orders=[order]).require_all().done
        _tell(worker, "confirmed", _settled(confirm_sales_orders(order_ids=ids)))


def send_messages(worker: Worker) -> None:
    """Take the same orders of a channel as every other process, in a batch and one by one."""
    lines = [SalesLine(item, Decimal(1)) for item in worker.trade.items[:3]]
    numbers = [f"{worker.options['prefix']}{number}" for number in range(worker.options["messages"])]
    orders = [
        SalesOrder(
            worker.trade.customers[0], worker.trade.site_id, lines, channel="shop", external_number=number
        )
        for number in numbers
    ]
    for first in range(0, len(orders), worker.options["batch"]):
        part = slice(first, first + worker.options["batch"])
        ids = create_sales_orders(orders=orders[part]).require_all().done
        _tell(worker, "taken", [f"{number} {id_}" for number, id_ in zip(numbers[part], ids, strict=True)])


def send_keys(worker: Worker) -> None:
    """Ask the same under the same keys as every other process."""
    for number in range(worker.options["messages"]):
        key = f"{worker.options['prefix']}{number}"
        worker.acknowledge("answered", f"{key} {_ask_once(worker, key)}")


@verb(OWN_VERB)
def _ask_once(worker: Worker, key: str) -> int:
    line = SalesLine(worker.trade.items[0], Decimal(1))
    order = SalesOrder(worker.trade.customers[0], worker.trade.site_id, [line])
    answer: int = once(key, OWN_VERB, [key], lambda: create_sales_orders(orders=[order]).done[0])
    return answer


def move_to_and_fro(worker: Worker) -> None:
    """Move goods between two places, against the processes that move them the other way."""
    places = default_places([worker.trade.site_id])[worker.trade.site_id]
    ends = (places.bin_id, places.inbound_id)
    source, target = ends if worker.number % 2 else ends[::-1]
    while worker.going():
        chosen = worker.random.sample(worker.trade.items, 5)
        lines = [AdjustmentLine(item, source, Decimal(1), to_place_id=target) for item in chosen]
        with acting_as_system(current_company_id()):
            _settled(move_stock(adjustments=[AdjustmentDraft(today(), lines, "move", reason="to and fro")]))


def meddle(worker: Worker) -> None:
    """Reserve, cancel, pick or ship orders by chance, the same ones that all others are busy with."""
    ids = [
        row.id
        for row in sql.rows("SELECT id FROM orders_order WHERE company_id = %s", (current_company_id(),))
    ]
    while worker.going():
        chosen = worker.random.sample(ids, min(5, len(ids)))
        act = worker.random.choice((_reserve, _reserve, _cancel, _pick, _ship, _invoice))
        act(chosen)


def _reserve(ids: list[int]) -> None:
    _settled(reserve_orders(order_ids=ids))


def _cancel(ids: list[int]) -> None:
    _settled(cancel_orders(order_ids=ids[:1], reason="meddling"))


def _pick(ids: list[int]) -> None:
    _settled(pick_deliveries(delivery_ids=deliveries_of(ids)))


def _ship(ids: list[int]) -> None:
    _settled(ship_deliveries(delivery_ids=deliveries_of(ids, ["picked"])))


def _invoice(ids: list[int]) -> None:
    _settled(post_invoices(invoice_ids=_settled(invoice_orders(order_ids=ids))))


def post_overlapping(worker: Worker) -> None:
    """Post invoices in small lots, each lot wanted by other processes too."""
    invoices: list[int] = list(worker.options["invoices"])
    worker.random.shuffle(invoices)
    for first in range(0, len(invoices), 7):
        outcome = post_invoices(invoice_ids=invoices[first : first + 7])
        _tell(worker, "posted", _settled(outcome))
