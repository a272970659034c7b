"""Orders of the past, written by the same verbs in batches, shipped, invoiced and paid."""

from bench.company import set_up
from bench.databases import use
from bench.playing import BATCH, Player
from nonet.kernel import sql

HISTORY = 20_000


class Filler:
    """Fills databases in a process of its own, so that nothing remembered of one is taken for another."""

    def __init__(self, _: int) -> None:
        self.fill = fill


def fill(database: str, orders: int = HISTORY) -> None:
    """Make the company in an empty database and give it a history, so that plans are those of a house at work."""
    use(database)
    set_up()
    player = Player(database, seed=0)
    for _ in range(0, orders, BATCH):
        player.batches(BATCH)
        settle()
    sql.execute("VACUUM ANALYZE")
    use("postgres")


def settle() -> None:
    """Mark what is owed as paid, so that no customer's exposure grows with the history."""
    sql.execute("UPDATE money_openitem SET open_amount = 0 WHERE open_amount <> 0")
