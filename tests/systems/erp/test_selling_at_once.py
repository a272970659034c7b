"""Selling at once leaves the books as the steps do, judges what they judge, and is the only path that may."""

import datetime as dt
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

import nonet
from nonet.books.money.errors import ExchangeRateMissing
from nonet.books.money.models import ExchangeRate
from nonet.books.money.services.invoicing import invoice_orders, post_invoices
from nonet.books.orders.models import Delivery, Order
from nonet.books.stock.errors import StockNotAvailable
from nonet.books.stock.services.issuing import ship_deliveries
from nonet.books.stock.services.picking import pick_deliveries
from nonet.books.stock.services.reserving import reserve_orders
from nonet.kernel import sql
from nonet.kernel.actor import Actor, acting, acting_as_system, current_company_id
from nonet.kernel.clock import today
from nonet.kernel.errors import PermissionMissing
from nonet.systems.erp.errors import CreditExceeded, NotTraded, PartyOnHold
from nonet.systems.erp.services.credit import hold_customers
from nonet.systems.erp.services.sales import (
    SalesLine,
    SalesOrder,
    confirm_sales_orders,
    create_sales_orders,
)
from nonet.systems.erp.services.selling_at_once import STEPS, sell_at_once
from tests.books.content import Content
from tests.fixtures import TradingCompany, assert_checks_clean, build_trading_company
from tests.stories import play

Lines = list[tuple[str, Any]]
BASKETS: tuple[tuple[str, Lines, dict[str, Any]], ...] = (
    ("BOB", [("TEA", 4), ("CUP", 30)], {"note": "柜台", "ship_to": {"country": "CN"}}),
    ("ALICE", [("POT", "3.5"), ("POT", 2), ("MILK", 9), ("FREIGHT", 1)], {}),
    ("BOB", [("SET", 2), ("PHONE", 1)], {"channel": "shop", "external_number": "A-1"}),
    ("ALICE", [("FREIGHT", 2)], {"due_on": dt.date(2100, 1, 1)}),
    ("BOB", [("TEA", 1)], {"currency": "USD"}),
)


def stocked(code: str) -> TradingCompany:
    """Build a company whose goods came at several costs, in several lots and places."""
    world = build_trading_company(code)
    with acting_as_system(world.company.pk):
        for cost in (60, 66):
            world.stock("TEA", 10, cost)
        world.stock("CUP", 100, 8)
        for quantity, cost in ((3, 30), (40, 35)):
            world.stock("POT", quantity, cost)
        for lot, quantity in (("L2", 7), ("L1", 5)):
            world.stock("MILK", quantity, 7, lot=lot)
        world.stock("PHONE", 1, 1500, lot="S1")
        ExchangeRate.objects.create(company=world.company, currency="USD", on=today(), rate=D("7.1"))
    return world


def orders(world: TradingCompany) -> list[SalesOrder]:
    return [order(world, party, lines, **more) for party, lines, more in BASKETS]


def order(world: TradingCompany, party: str, lines: Lines, **more: Any) -> SalesOrder:
    price = D(9) if more.get("currency") == "USD" else None
    wanted = [SalesLine(world.item(item), D(str(quantity)), price=price) for item, quantity in lines]
    return SalesOrder(world.party(party), world.site(), wanted, **more)


def by_steps(world: TradingCompany) -> None:
    ids = create_sales_orders(orders=orders(world)).require_all().done
    confirm_sales_orders(order_ids=ids).require_all()
    reserve_orders(order_ids=ids, whole_orders=True).require_all()
    released = [each for one in ids for each in play.deliveries(one)]
    pick_deliveries(delivery_ids=released).require_all()
    ship_deliveries(delivery_ids=released).require_all()
    drafts = invoice_orders(order_ids=ids).require_all().done
    post_invoices(invoice_ids=drafts).require_all()


def test_books_are_those_of_the_steps(db: None) -> None:
    """Every table of the books holds the same, apart from ids, times and former versions."""
    contents = []
    for code, way in (("steps", by_steps), ("once", lambda w: sell_at_once(orders=orders(w)).require_all())):
        world = stocked(code)
        with acting_as_system(world.company.pk):
            way(world)
            assert_checks_clean()
            contents.append(Content().of_books())
    steps, once = contents
    assert steps.keys() == once.keys()
    for table, rows in steps.items():
        assert rows == once[table], table
    assert sum(sum(rows.values()) for rows in once.values()) > 150


def test_same_without_a_former_version(trading_company: TradingCompany) -> None:
    trading_company.stock("TEA", 10, 60)
    (sold,) = sell_at_once(orders=[order(trading_company, "BOB", [("TEA", 4)])]).require_all().done
    assert play.progress(sold).state == "closed"
    for table in ("orders_orderevent", "orders_deliveryevent", "money_invoiceevent"):
        kept = sql.row(f"SELECT count(*) AS n FROM {table} WHERE company_id = %s", (current_company_id(),))
        assert kept is not None
        assert (kept.n, table) == (1 if table == "orders_orderevent" else 0, table)  # the purchase's


def test_each_order_is_sold_whole_or_refused(trading_company: TradingCompany) -> None:
    """One refusal never sinks the batch, each order counts for the next, and nothing is left of those refused."""
    world = trading_company
    world.stock("TEA", 130, 60)
    hold_customers(party_ids=[world.party("LI")])
    asked = [
        order(world, "BOB", [("TEA", 5)]),
        order(world, "ALICE", [("TEA", 80)]),  # 9,040 of 10,000
        order(world, "ALICE", [("TEA", 9)]),  # 1,017 more are too much
        order(world, "BOB", [("TEA", 5), ("CUP", 1)]),
        order(world, "ZHANG", [("TEA", 1)]),
        order(world, "BOB", [("TEA", 1)], currency="USD"),
        order(world, "BOB", [("TEA", 46)]),
        order(world, "BOB", [("TEA", 45)]),
    ]
    outcome = sell_at_once(orders=asked)
    assert {n: type(error) for n, error in outcome.refused.items()} == {
        2: CreditExceeded,
        3: StockNotAvailable,
        4: NotTraded,
        5: ExchangeRateMissing,
        6: StockNotAvailable,
    }
    assert len(outcome.done) == 3
    assert world.on_hand("TEA") == (D(0), D(0))
    assert Order.objects.filter(kind="sales").count() == 3
    hold_customers(party_ids=[world.party("BOB")])
    refused = sell_at_once(orders=[order(world, "BOB", [("FREIGHT", 1)])]).refused
    assert isinstance(refused[0], PartyOnHold)


def test_an_order_from_outside_is_sold_once(trading_company: TradingCompany) -> None:
    world = trading_company
    world.stock("TEA", 10, 60)
    asked = [order(world, "BOB", [("TEA", 3)], channel="shop", external_number=each) for each in "AAB"]
    first = sell_at_once(orders=asked).require_all().done
    assert first[0] == first[1] != first[2]
    assert sell_at_once(orders=asked).require_all().done == first
    assert world.on_hand("TEA") == (D(4), D(0))
    assert Delivery.objects.count() == 2


def test_what_is_promised_to_others_is_not_sold(trading_company: TradingCompany) -> None:
    world = trading_company
    world.stock("TEA", 10, 60)
    play.reserve(play.sell(world, "BOB", [("TEA", 8)]))
    outcome = sell_at_once(orders=[order(world, "BOB", [("TEA", 3)]), order(world, "BOB", [("TEA", 2)])])
    assert set(outcome.refused) == {0}
    assert world.on_hand("TEA") == (D(8), D(8))


def test_company_that_does_steps_by_itself(automatic_company: TradingCompany) -> None:
    """The flow finds its steps done and does none of them again."""
    world = automatic_company
    world.stock("TEA", 10, 60)
    (sold,) = sell_at_once(orders=[order(world, "BOB", [("TEA", 4)])]).require_all().done
    assert play.progress(sold).state == "closed"
    assert (world.balance("receivable"), world.balance("cost_of_sales")) == (D(452), D(240))
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize("missing", STEPS)
def test_every_step_must_be_allowed(trading_company: TradingCompany, missing: str) -> None:
    verbs = frozenset({"erp.sell_at_once", *STEPS} - {missing})
    with acting(Actor(current_company_id(), verbs=verbs)), pytest.raises(PermissionMissing):
        sell_at_once(orders=[])


def test_nobody_else_writes_documents_in_their_last_state(trading_company: TradingCompany) -> None:
    trading_company.stock("TEA", 10, 60)
    sell_at_once(orders=[order(trading_company, "BOB", [("TEA", 4)])]).require_all()
    for model in (Order, Delivery):
        born = model.objects.order_by("-pk").first()
        assert born is not None
        born.pk, born.number = None, "X"
        with pytest.raises(IntegrityError, match="cannot begin as"), transaction.atomic():
            born.save(force_insert=True)


def test_only_two_statements_say_that_they_write_at_once() -> None:
    root = Path(nonet.__file__).parent
    saying = {file.name for file in root.rglob("*.py") if "kernel.guards import AT_ONCE" in file.read_text()}
    assert saying == {"handing_over.py", "invoicing_at_once.py"}
