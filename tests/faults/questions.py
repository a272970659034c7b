"""What the fault tests ask of one process: to prepare, to look, and to crash with the server."""

import os
import signal
import time
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError, transaction

from bench.company import make_company, trade
from bench.company import stock as fill_shelf
from nonet.books.money.services.invoicing import invoice_orders
from nonet.books.stock.services.issuing import ship_deliveries
from nonet.books.stock.services.picking import pick_deliveries
from nonet.books.stock.services.reserving import reserve_orders
from nonet.kernel import sql
from nonet.kernel.actor import acting_as_system
from nonet.kernel.checks import run_checks
from nonet.kernel.clock import today
from nonet.kernel.embedded import status
from nonet.kernel.migrating import migrate_database
from nonet.kernel.models import Company
from nonet.kernel.numbering import BLOCK, forget_blocks, next_numbers
from nonet.systems.erp.services.sales import (
    confirm_sales_orders,
    create_sales_orders,
)
from tests.faults.worker import close
from tests.faults.works import deliveries_of


def migrate() -> None:
    """Bring the empty database to this release."""
    migrate_database()


def make(code: str, items: int, customers: int, shelf: int, scarce: int = 0, limit: int = 10**9) -> None:
    """Make a company with so many pieces of each item, and of the scarce one."""
    made = make_company(code, items=items, customers=customers, shelf=Decimal(shelf), limit=Decimal(limit))
    if scarce:
        with acting_as_system(made.actor.company_id):
            fill_shelf([made.scarce_item], Decimal(scarce))


def check(company: str) -> list[Any]:
    """Return the invariants that do not hold, with what breaks them."""
    with acting_as_system(Company.objects.get(code=company).pk):
        return [(each.name, each.findings) for each in run_checks() if not each.ok]


def query(company: str, statement: str) -> list[Any]:
    """Return the rows of a query over the books of a company."""
    return [list(row) for row in sql.rows(statement, {"company": Company.objects.get(code=company).pk})]


def numbers_over_a_crash(company: str) -> list[str]:
    """Take numbers in a transaction that dies with the server; return those that are then given out twice."""
    with acting_as_system(Company.objects.get(code=company).pk):
        with suppress(OperationalError), transaction.atomic():
            next_numbers("SO", 1, today())
            os.kill(status(Path(settings.HOME)).pid or 0, signal.SIGKILL)
            time.sleep(0.1)
            sql.rows("SELECT 1")
        close()
        mine = next_numbers("SO", BLOCK - 1, today())
        forget_blocks()
        return sorted({*mine} & {*next_numbers("SO", BLOCK, today())})


def prepare(company: str, orders: int, invoiced: bool) -> list[int]:
    """Take and confirm orders; carry them to draft invoices too, and return those, if wanted."""
    from bench.playing import Player

    player = Player("", seed=orders, company=company)
    with acting_as_system(trade(company).actor.company_id):
        ids = create_sales_orders(orders=[player.order() for _ in range(orders)]).require_all().done
        confirm_sales_orders(order_ids=ids).require_all()
        if not invoiced:
            return ids
        reserve_orders(order_ids=ids).require_all()
        deliveries = pick_deliveries(delivery_ids=deliveries_of(ids)).require_all().done
        ship_deliveries(delivery_ids=deliveries).require_all()
        return invoice_orders(order_ids=ids).require_all().done
