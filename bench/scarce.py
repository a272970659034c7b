"""``nonet bench scarce``: 60 pieces, two processes of 50 tries each: exactly 60 sold, no error shown, no retry.

A try is an order of one piece, taken and confirmed, that asks for a whole reservation; the floor does no more than its
guarded update. Only the reservation is contended, so its rate is told too.
"""

from decimal import Decimal
from typing import Any

from bench import databases, floor, machine
from bench.company import stock
from bench.crew import Crew, rate
from bench.playing import Player
from nonet.books.stock.services.reserving import reserve_orders
from nonet.kernel import sql
from nonet.kernel.actor import acting, acting_as_system
from nonet.kernel.checks import run_checks
from nonet.systems.erp.services.sales import (
    SalesLine,
    SalesOrder,
    confirm_sales_orders,
    create_sales_orders,
)

DATABASE = "nonet_bench_scarce"
PIECES, PROCESSES, TRIES = 60, 2, 50
EXPECTED = "stock_not_available"


class Seller(Player):
    """Sells the scarce item in one process."""

    def prepare(self, tries: int) -> None:
        """Take and confirm the orders that will be tried."""
        line = SalesLine(self.trade.scarce_item, Decimal(1))
        orders = [
            SalesOrder(self.random.choice(self.trade.customers), self.trade.site_id, [line])
            for _ in range(tries)
        ]
        with acting(self.trade.actor):
            self.orders = create_sales_orders(orders=orders).require_all().done
            confirm_sales_orders(order_ids=self.orders).require_all()

    def sell(self) -> dict[str, int]:
        """Reserve for the orders one by one; return how many got their piece and why others did not."""
        told = {"sold": 0}
        with acting(self.trade.actor):
            for order in self.orders:
                outcome = reserve_orders(order_ids=[order], whole_orders=True)
                told["sold"] += len(outcome.done)
                for refusal in outcome.refused.values():
                    told[refusal.code] = told.get(refusal.code, 0) + 1
        return told

    def shelve(self, pieces: int) -> None:
        """Put so many pieces of the scarce item on the shelf."""
        with acting_as_system(self.trade.actor.company_id):
            stock([self.trade.scarce_item], Decimal(pieces))

    def verdict(self) -> dict[str, Any]:
        """Return what the books say afterwards."""
        with acting_as_system(self.trade.actor.company_id):
            broken = [each.name for each in run_checks() if not each.ok]
        row = sql.row(
            "SELECT on_hand, reserved FROM stock_sitestock WHERE item_id = %s", (self.trade.scarce_item,)
        )
        deadlocks = sql.row("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        assert row is not None and deadlocks is not None
        return {
            "on hand": float(row.on_hand),
            "reserved": float(row.reserved),
            "deadlocks": deadlocks.deadlocks,
            "invariants broken": broken,
        }


def run(pieces: int = PIECES, processes: int = PROCESSES, tries: int = TRIES) -> dict[str, Any]:
    """Let processes race for the last pieces, Nonet's and then the floor's."""
    filler = Crew(1, "bench.history:Filler")
    databases.copy(floor.DATABASE, "floor", floor.fill)
    databases.copy(DATABASE, "orders", lambda name: filler.ask("fill", name))
    filler.close()
    told = {"machine": machine.description()}
    told |= _race(pieces, processes, tries) | _race_of_floor(pieces, processes, tries)
    for name in (DATABASE, floor.DATABASE):
        databases.drop(name)
    return told


def _race(pieces: int, processes: int, tries: int) -> dict[str, Any]:
    sellers = Crew(processes, "bench.scarce:Seller", DATABASE)
    sellers.ask("shelve", pieces)
    sellers.run(processes, "prepare", tries)
    sold = sellers.run(processes, "sell")
    told = {"sold by each": [each.answer for each in sold], "tries/s": round(rate(sold, tries), 1)}
    told |= sellers.ask("verdict")
    sellers.close()
    return {**told, "goal: exactly as many sold as there were, no error": _verdict(told, pieces)}


def _race_of_floor(pieces: int, processes: int, tries: int) -> dict[str, Any]:
    floor.shelf(floor.DATABASE, pieces)
    plain = Crew(processes, "bench.floor:Player", floor.DATABASE)
    sold = plain.run(processes, "scarce", tries)
    plain.close()
    return {
        "floor sold by each": [each.answer for each in sold],
        "floor tries/s": round(rate(sold, tries), 1),
    }


def _verdict(told: dict[str, Any], pieces: int) -> str:
    answers = told["sold by each"]
    ok = sum(each["sold"] for each in answers) == pieces == told["reserved"]
    ok = ok and all(set(each) <= {"sold", EXPECTED} for each in answers)
    return "pass" if ok and not told["deadlocks"] and not told["invariants broken"] else "FAIL"
