"""An order of three lines on its way from creation to posted invoice, as Nonet's own verbs carry it."""

import random
from collections.abc import Callable, Sequence
from decimal import Decimal
from time import perf_counter

from bench import databases
from bench.company import CODE, OWN_VERB, Trade, trade
from nonet.books.money.services.invoicing import invoice_orders, post_invoices
from nonet.books.stock.services.issuing import ship_deliveries
from nonet.books.stock.services.picking import pick_deliveries
from nonet.books.stock.services.reserving import reserve_orders
from nonet.kernel import sql
from nonet.kernel.actor import acting
from nonet.kernel.verbs import VERBS, Outcome, verb
from nonet.systems.erp.services.sales import (
    SalesLine,
    SalesOrder,
    confirm_sales_orders,
    create_sales_orders,
)
from nonet.systems.erp.services.selling_at_once import sell_at_once

BATCH = 1_000
LINES = 3
_DELIVERIES = """
SELECT DISTINCT d.delivery_id FROM orders_deliveryline d JOIN orders_orderline l ON l.id = d.order_line_id
WHERE d.company_id = %s AND l.order_id = ANY(%s) ORDER BY d.delivery_id
"""


class Player:
    """Carries orders in one process; the same seed makes the same orders."""

    def __init__(self, database: str, seed: int, company: str = CODE) -> None:
        if database:
            databases.use(database)
        self.trade: Trade = trade(company)
        self.random = random.Random(seed)
        self.seconds: dict[str, float] = {}
        self.counts: dict[str, int] = {}

    def steps(self, count: int) -> None:
        """Carry orders one by one, each verb in a transaction of its own."""
        with acting(self.trade.actor):
            for _ in range(count):
                self.carry([self.order()], self._plain)

    def single(self, count: int) -> None:
        """Carry orders one by one, each in one transaction."""
        with acting(self.trade.actor):
            for _ in range(count):
                carry_orders(self, [self.order()])

    def batches(self, count: int) -> None:
        """Carry orders in batches of 1,000, each in one transaction."""
        with acting(self.trade.actor):
            for first in range(0, count, BATCH):
                carry_orders(self, [self.order() for _ in range(min(BATCH, count - first))])

    def single_at_once(self, count: int) -> None:
        """Sell orders at once, each in one transaction."""
        with acting(self.trade.actor):
            for _ in range(count):
                sell_at_once(orders=[self.order()]).require_all()

    def batches_at_once(self, count: int) -> None:
        """Sell orders at once in batches of 1,000, each in one transaction."""
        with acting(self.trade.actor):
            for first in range(0, count, BATCH):
                batch = [self.order() for _ in range(min(BATCH, count - first))]
                sell_at_once(orders=batch).require_all()

    def order(self) -> SalesOrder:
        """Return an order of three lines by chance."""
        lines = [
            SalesLine(item, Decimal(self.random.randint(1, 9)))
            for item in self.random.sample(self.trade.items, LINES)
        ]
        return SalesOrder(self.random.choice(self.trade.customers), self.trade.site_id, lines)

    def carry(self, orders: Sequence[SalesOrder], step: "Step | None" = None) -> list[int]:
        """Take orders all the way; return their ids. Every one must get there."""
        do = step or self._plain
        ids = do("create", lambda: create_sales_orders(orders=orders))
        do("confirm", lambda: confirm_sales_orders(order_ids=ids))
        do("reserve", lambda: reserve_orders(order_ids=ids))
        deliveries = self._deliveries(ids)
        do("pick", lambda: pick_deliveries(delivery_ids=deliveries))
        do("ship", lambda: ship_deliveries(delivery_ids=deliveries))
        invoices = do("invoice", lambda: invoice_orders(order_ids=ids))
        do("post", lambda: post_invoices(invoice_ids=invoices))
        return ids

    def _deliveries(self, order_ids: Sequence[int]) -> list[int]:
        """Find what is to be picked, as a person looks it up before the next step."""
        found = sql.rows(_DELIVERIES, (self.trade.actor.company_id, list(order_ids)))
        return [each.delivery_id for each in found]

    def _plain(self, name: str, work: Callable[[], Outcome]) -> list[int]:
        return work().require_all().done

    def _measured(self, name: str, work: Callable[[], Outcome]) -> list[int]:
        began = perf_counter()
        with sql.counting() as statements:
            done = work().require_all().done
        self.seconds[name] = self.seconds.get(name, 0) + perf_counter() - began
        self.counts[name] = self.counts.get(name, 0) + len(statements)
        return done

    def statements(self, count: int) -> dict[str, float]:
        """Carry orders one by one and return how many statements each step of one took, all but BEGIN and COMMIT."""
        self.counts = {}
        with acting(self.trade.actor), sql.counting() as everything:
            for _ in range(count):
                self.carry([self.order()], self._measured)
        told = {name: round(number / count, 2) for name, number in self.counts.items()}
        return {**told, "find deliveries": round(len(everything) / count - sum(told.values()), 2)}

    def milliseconds(self, count: int) -> dict[str, float]:
        """Carry orders one by one and return how long each step of one took."""
        self.seconds = {}
        with acting(self.trade.actor):
            for _ in range(count):
                self.carry([self.order()], self._measured)
        return {name: round(1_000 * seconds / count, 2) for name, seconds in self.seconds.items()}


Step = Callable[[str, Callable[[], Outcome]], list[int]]


@verb(OWN_VERB)
def carry_orders(player: Player, orders: Sequence[SalesOrder]) -> list[int]:
    """Take orders all the way in one transaction; the measurements' own verb, which others join."""
    return player.carry(orders)


VERBS.pop(OWN_VERB)  # it is no verb of the product, and nobody is to be granted it
