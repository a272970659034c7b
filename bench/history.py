"""Orders of the past, written by the same verbs in batches, shipped, invoiced and paid."""

from decimal import Decimal
from typing import Any

from bench.company import make_company, trade
from bench.databases import use
from bench.playing import BATCH, Player
from nonet.books.money.services.payments import PaymentDraft, receive_payments
from nonet.kernel import sql
from nonet.kernel.actor import acting_as_system
from nonet.kernel.clock import today
from nonet.kernel.migrating import migrate_database

HISTORY = 20_000
_OWED = """
SELECT party_id, sum(open_amount) AS amount FROM money_openitem
WHERE company_id = %s AND is_receivable AND open_amount <> 0 GROUP BY party_id ORDER BY party_id
"""


class Filler:
    """Fills databases in a process of its own, so that nothing remembered of one is taken for another."""

    def __init__(self, number: int) -> None:
        self.number = number

    def fill(self, database: str, orders: int = HISTORY) -> None:
        """Make the company in an empty database and give it a history, so that plans are those of a house at work."""
        use(database)
        migrate_database()
        make_company()
        self.grow(database, orders)
        self.finish(database)

    def grow(self, database: str, orders: int) -> None:
        """Carry so many more orders in batches; the first of several processes sees to it that they are paid."""
        player = Player(database, seed=orders * 10 + self.number)
        for first in range(0, orders, BATCH):
            player.batches(min(BATCH, orders - first))
            if self.number == 1:
                settle(player.trade.actor.company_id)

    def finish(self, database: str) -> None:
        """Let what is left be paid and the server gather its statistics, and leave the database to be copied."""
        use(database)
        settle(trade().actor.company_id)
        sql.execute("VACUUM ANALYZE")
        use("postgres")

    def leave(self) -> None:
        """Leave the database to be copied."""
        use("postgres")


def settle(company_id: int) -> None:
    """Have every customer pay what is owed, so that no exposure grows with the history."""
    with acting_as_system(company_id):
        receive_payments(payments=[_payment(each) for each in sql.rows(_OWED, (company_id,))])


def _payment(owed: Any) -> PaymentDraft:
    return PaymentDraft("received", owed.party_id, None, today(), "CNY", Decimal(owed.amount))
