"""The floor: the least SQL that does the same business work, in plain psycopg on the same server.

Order, lines, reservation by guarded update, moves, balances, invoice and balanced entry are written with the same
commits and guarantees (keys, checks, unique numbers), and nothing else: no audit, no permissions, no prices, no
companies. Figures of Nonet are quoted beside it. ``nonet bench floor`` measures it alone, or beside another floor.
"""

import random
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import psycopg

from bench import databases
from bench.floor_tables import CUSTOMERS, ITEMS, RESERVE, SHELF, TABLES, TAKE_FREE, WHOLE_BATCH

BATCH = 1_000
HISTORY = 20_000
DATABASE = "nonet_bench_floor"
PRICE, COST, TAX = 10, 6, Decimal("0.1")
RECEIVABLE, REVENUE, TAX_DUE, COST_OF_SALES, GOODS = 1122, 6001, 2221, 6401, 1405

Order = tuple[int, list[int], list[int]]
"""Customer, items in order of id, quantities."""


class Player:
    """Carries orders in one connection; the same seed makes the same orders."""

    def __init__(self, database: str, seed: int) -> None:
        self.connection = psycopg.connect(**databases.conninfo(database))
        self.random = random.Random(seed)

    def order(self) -> Order:
        """Return an order of three lines by chance."""
        items = sorted(self.random.sample(range(1, ITEMS + 1), 3))
        return self.random.randint(1, CUSTOMERS), items, [self.random.randint(1, 9) for _ in items]

    def steps(self, count: int) -> None:
        """Carry orders one by one with a commit for each of the seven actions of a user."""
        for _ in range(count):
            self._carry(self.order())

    def single(self, count: int) -> None:
        """Carry orders one by one, each in one transaction."""
        for _ in range(count):
            self._carry_whole(self.order())
            self.connection.commit()

    def batches(self, count: int) -> None:
        """Carry orders in batches of 1,000, each in one transaction."""
        for first in range(0, count, BATCH):
            self._carry_batch([self.order() for _ in range(min(BATCH, count - first))])
            self.connection.commit()

    def scarce(self, tries: int) -> int:
        """Try to sell one piece of the scarce item so many times, a commit each; return how often it worked."""
        sold = 0
        for _ in range(tries):
            sold += self._run(RESERVE, ([0], [1])).rowcount
            self.connection.commit()
        return sold

    def _carry(self, order: Order) -> None:
        commit = self.connection.commit
        customer, items, quantities = order
        net, gross, cost = amounts_of(quantities)
        sale, lines = self._create(customer, items, quantities, gross)
        commit()
        self._run("UPDATE sale SET state = 'confirmed' WHERE id = %s AND state = 'draft'", (sale,))
        commit()
        self._reserve(items, quantities)
        commit()
        self._move(lines, items, quantities, [1])
        self._take(items, quantities)
        commit()
        self._move(lines, items, quantities, [2])
        self._run("UPDATE sale SET state = 'shipped' WHERE id = %s", (sale,))
        commit()
        invoice = self._invoice(sale, gross)
        commit()
        self._post(invoice, net, gross, cost)
        self._run("UPDATE sale SET state = 'done' WHERE id = %s", (sale,))
        commit()

    def _carry_whole(self, order: Order) -> None:
        customer, items, quantities = order
        net, gross, cost = amounts_of(quantities)
        sale, lines = self._create(customer, items, quantities, gross, "done")
        self._reserve(items, quantities)
        self._move(lines, items, quantities, [1, 2])
        self._take(items, quantities)
        self._post(self._invoice(sale, gross), net, gross, cost)

    def _create(
        self, customer: int, items: list[int], quantities: list[int], gross: Decimal, state: str = "draft"
    ) -> tuple[int, list[int]]:
        found = self._run(
            "WITH made AS (INSERT INTO sale (customer_id, number, state, total)"
            " VALUES (%s, 'SO' || nextval('sale_number'), %s, %s) RETURNING id)"
            " INSERT INTO sale_line (sale_id, item_id, quantity, price)"
            " SELECT made.id, l.item, l.quantity, %s FROM made, unnest(%s::int[], %s::numeric[]) l (item, quantity)"
            " RETURNING sale_id, id",
            (customer, state, gross, PRICE, items, quantities),
        ).fetchall()
        return found[0][0], [row[1] for row in found]

    def _reserve(self, items: list[int], quantities: list[int]) -> None:
        if self._run(RESERVE, (items, quantities)).rowcount != len(items):
            raise RuntimeError("the floor ran out of goods")

    def _take(self, items: list[int], quantities: list[int]) -> None:
        self._run(
            "UPDATE balance b SET on_hand = on_hand - w.quantity, reserved = reserved - w.quantity"
            " FROM unnest(%s::int[], %s::numeric[]) w (item, quantity) WHERE b.item_id = w.item AND b.place = 1",
            (items, quantities),
        )

    def _move(self, lines: list[int], items: list[int], quantities: list[int], sources: list[int]) -> None:
        self._run(
            "INSERT INTO move (line_id, item_id, quantity, source, target) SELECT w.*, s, s + 1"
            " FROM unnest(%s::bigint[], %s::int[], %s::numeric[]) w, unnest(%s::int[]) s",
            (lines, items, quantities, sources),
        )

    def _invoice(self, sale: int, gross: Decimal) -> int:
        found = self._run(
            "INSERT INTO invoice (sale_id, number, total) VALUES (%s, 'INV' || nextval('invoice_number'), %s)"
            " RETURNING id",
            (sale, gross),
        ).fetchone()
        return int(found[0])

    def _post(self, invoice: int, net: Decimal, gross: Decimal, cost: Decimal) -> None:
        zero = Decimal(0)
        sides = [
            (RECEIVABLE, gross, zero),
            (REVENUE, zero, net),
            (TAX_DUE, zero, gross - net),
            (COST_OF_SALES, cost, zero),
            (GOODS, zero, cost),
        ]
        self._run(
            "WITH made AS (INSERT INTO entry (invoice_id, number) VALUES (%s, 'J' || nextval('entry_number'))"
            " RETURNING id) INSERT INTO entry_line (entry_id, account, debit, credit)"
            " SELECT made.id, s.* FROM made, unnest(%s::int[], %s::numeric[], %s::numeric[]) s",
            (invoice, *map(list, zip(*sides, strict=True))),
        )

    def _carry_batch(self, orders: Sequence[Order]) -> None:
        needed: dict[int, int] = {}
        numbered: list[tuple[int, int, int]] = []
        for n, (_, items, quantities) in enumerate(orders, 1):
            for item, quantity in zip(items, quantities, strict=True):
                needed[item] = needed.get(item, 0) + quantity
                numbered.append((n, item, quantity))
        items = sorted(needed)
        if self._run(TAKE_FREE, (items, [needed[item] for item in items])).rowcount != len(items):
            raise RuntimeError("the floor ran out of goods")
        totals = [PRICE * sum(quantities) * (1 + TAX) for _, _, quantities in orders]
        customers = [customer for customer, _, _ in orders]
        parameters = (customers, totals, PRICE, *map(list, zip(*numbered, strict=True)))
        self._run(WHOLE_BATCH, parameters)

    def _run(self, statement: str, parameters: Sequence[Any]) -> Any:
        return self.connection.execute(statement, parameters)


def amounts_of(quantities: Sequence[int]) -> tuple[Decimal, Decimal, Decimal]:
    """Return what an order of these quantities comes to: net, gross and cost."""
    net = Decimal(PRICE * sum(quantities))
    return net, net + net * TAX, Decimal(COST * sum(quantities))


def fill(database: str, orders: int = HISTORY) -> None:
    """Make the tables in an empty database and give them a history, so that plans are those of tables in use."""
    with psycopg.connect(**databases.conninfo(database), autocommit=True) as opened:
        opened.execute(TABLES)
        player = Player(database, seed=0)
        player.batches(orders)
        player.connection.close()
        opened.execute("VACUUM ANALYZE")


def shelf(database: str, pieces: int) -> None:
    """Put so many pieces of the scarce item on the shelf."""
    with psycopg.connect(**databases.conninfo(database)) as opened:
        opened.execute(SHELF, (pieces,))


def run(rounds: int = 5, reference: str = "") -> dict[str, Any]:
    """Measure the floor alone, or in turns with ``reference``.

    Parameters
    ----------
    reference : str
        Path of another floor: a script that takes ``setup``, ``steps N SEED``, ``one N SEED`` and ``batch N SEED``,
        connects by ``FLOOR_DSN`` and prints its orders per second as ``per_s`` of a JSON object.
    """
    from bench import floor_runs, machine

    return {"machine": machine.description(), **floor_runs.measure(rounds, reference)}
