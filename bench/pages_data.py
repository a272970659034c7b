"""The database of ``nonet bench pages``: a million order lines, written by Nonet's own verbs, a year of days.

Most orders are shipped, invoiced and paid; of each thousand some are left as drafts, some wait to be picked, some are
shipped and not yet paid. Every invariant holds, since nothing was written around the verbs.
"""

import datetime as dt
from decimal import Decimal

from bench import databases
from bench.company import make_company, trade
from bench.crew import Crew
from bench.databases import use
from bench.history import settle
from bench.playing import BATCH, LINES, Player
from nonet.books.stock.services.reserving import reserve_orders
from nonet.kernel import sql
from nonet.kernel.actor import acting
from nonet.kernel.clock import on_day
from nonet.kernel.migrating import migrate_database
from nonet.systems.erp.services.sales import confirm_sales_orders, create_sales_orders

KIND = "pages"
ITEMS, CUSTOMERS = 1_000, 2_000
DAYS = 330
LEFT = 20
PAID_EVERY = 10


class Filler:
    """Fills a database in a process of its own."""

    def __init__(self, number: int) -> None:
        self.number = number

    def fill(self, database: str, lines: int) -> None:
        """Make the company in an empty database and carry orders of three lines, day by day, up to today."""
        use(database)
        migrate_database()
        make_company(items=ITEMS, customers=CUSTOMERS, limit=Decimal(1_000_000_000))
        player = Player(database, seed=lines)
        batches = max(1, lines // LINES // BATCH)
        today = dt.datetime.now(dt.UTC).date()
        for number in range(batches + 1):
            ago = DAYS - DAYS * number // batches
            with on_day(today - dt.timedelta(days=ago)):
                carry_some(player)
                if number % PAID_EVERY == 0:
                    settle(player.trade.actor.company_id)
        self.bring_forward(database)

    def bring_forward(self, database: str) -> None:
        """Bring a database of an older release to the present one, and let the server gather its statistics."""
        use(database)
        if migrate_database():
            sql.execute("VACUUM ANALYZE")
        use("postgres")


def carry_some(player: Player) -> None:
    """Carry a batch of orders, and leave a few as drafts and a few waiting to be picked."""
    player.batches(BATCH - 2 * LEFT)
    with acting(player.trade.actor):
        create_sales_orders(orders=[player.order() for _ in range(LEFT)]).require_all()
        ids = create_sales_orders(orders=[player.order() for _ in range(LEFT)]).require_all().done
        confirm_sales_orders(order_ids=ids).require_all()
        reserve_orders(order_ids=ids)


def company_id() -> int:
    """Return the company of the measurements in the database at work."""
    return trade().actor.company_id


def prepare(database: str, lines: int) -> None:
    """Make ``database`` with so many order lines; what an earlier run has written is copied and brought forward."""
    template = f"nonet_bench_{KIND}_{lines}"
    crew = Crew(1, "bench.pages_data:Filler")
    if not databases.exists(template):
        draft = f"{template}_draft"
        databases.create(draft)
        crew.ask("fill", draft, lines)
        databases.rename(draft, template)
    crew.ask("bring_forward", template)
    crew.close()
    databases.create(database, template)
