"""The general templates: masters, opening stock and orders, into a company that trades."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation

from nonet.books.orders.models import Order
from nonet.kernel.actor import acting_as_system
from nonet.kernel.checks import run_checks
from nonet.kit.importing import profiles
from nonet.kit.importing.templates import write_template
from nonet.masters.items.models import Item
from nonet.masters.parties.models import Party
from nonet.masters.prices.models import Price, PriceList
from tests.fixtures import TradingCompany, build_trading_company
from tests.systems.erp.imports.samples import bring, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> Iterator[TradingCompany]:
    found = build_trading_company()
    with translation.override("en"), acting_as_system(found.company.pk):
        yield found


def assert_clean() -> None:
    broken = [each for each in run_checks() if not each.ok]
    assert not broken


def test_items_are_created_changed_and_left(world: TradingCompany, tmp_path: Path) -> None:
    rows = [
        ["NEW", "新茶", "stock"],
        ["TEA", "龙井茶 250g", "stock"],
        ["CUP", "大青瓷杯", "stock"],
        ["BAD", "x", "thing"],
    ]
    path = write(tmp_path / "items.csv", rows, ["编码", "名称", "类型"])
    report = bring(path, "items", "")
    assert (report.created, report.changed, report.known, report.bad_rows) == (1, 1, 1, 1)
    assert Item.objects.get(code="NEW").name == "新茶"
    assert bring(path, "items", "").is_unchanged


def test_verbs_say_what_they_refuse(world: TradingCompany, tmp_path: Path) -> None:
    rows = [["X1", "Tea", "NOSUCH"], ["X2", "Tea", ""]]
    report = bring(write(tmp_path / "items.csv", rows, ["Code", "Name", "Sales tax"]), "items", "")
    assert report.created == 1
    finding = report.findings[0]
    assert (finding.row, finding.column, finding.value) == (2, "Sales tax", "NOSUCH")
    assert finding.cure == "create it first or correct the code"


def test_parties_and_prices(world: TradingCompany, tmp_path: Path) -> None:
    rows = [["P1", "A Ltd", "yes", "GB", "1,000"], ["P2", "B Ltd", "no", "Britain", ""]]
    headings = ["Code", "Name", "Customer", "Country", "Credit limit"]
    report = bring(write(tmp_path / "parties.csv", rows, headings), "parties", "")
    assert (report.created, report.findings[0].row, report.findings[0].column) == (1, 3, "Country")
    assert Party.objects.get(code="P1").credit_limit == 1000
    sales = PriceList.objects.filter(kind="sales").first()
    assert sales is not None
    rows = [[sales.code, "TEA", "88.5", "2031-01-01"], [sales.code, "NOSUCH", "1", "2031-01-01"]]
    path = write(tmp_path / "prices.csv", rows, ["Price list", "Item", "Price", "Valid from"])
    report = bring(path, "prices", "")
    assert (report.created, report.findings[0].row) == (1, 3)
    assert Price.objects.filter(price=Decimal("88.5")).count() == 1
    assert bring(path, "prices", "").is_unchanged


def test_opening_stock_is_taken_once(world: TradingCompany, tmp_path: Path) -> None:
    rows = [
        ["TEA", "MAIN", "", "10", "60"],
        ["TEA", "MAIN", "", "10", "60"],
        ["CUP", "MAIN", "A-01-01", "5", "8"],
        ["CUP", "MAIN", "Z-99-99", "5", "8"],
        ["NONE", "MAIN", "", "5", "8"],
    ]
    today = "2026-01-01"
    path = write(
        tmp_path / "stock.csv",
        [[*row, today] for row in rows],
        ["Item", "Site", "Place", "Quantity", "Unit cost", "Date"],
    )
    report = bring(path, "stock", "")
    assert (report.created, sorted(each.row for each in report.findings)) == (3, [5, 6])
    assert (world.on_hand("TEA")[0], world.on_hand("CUP")[0]) == (20, 5)
    assert world.balance("inventory") == 1240
    assert bring(path, "stock", "").is_unchanged
    assert world.on_hand("TEA")[0] == 20
    assert_clean()


def test_sales_orders_come_whole_or_not_at_all(world: TradingCompany, tmp_path: Path) -> None:
    rows = [
        ["A1", "BOB", "2026-01-05", "TEA", "2", ""],
        ["A1", "BOB", "2026-01-05", "CUP", "3", "19.9"],
        ["A2", "BOB", "2026-01-05", "NOSUCH", "1", ""],
        ["A2", "BOB", "2026-01-05", "TEA", "1", ""],
        ["A3", "NOBODY", "2026-01-05", "TEA", "1", ""],
        ["A4", "BOB", "2026-01-06", "TEA", "1", ""],
    ]
    headings = ["Order number", "Customer", "Order date", "Item", "Quantity", "Price"]
    path = write(tmp_path / "orders.csv", rows, headings)
    report = bring(path, "orders", "", options={"channel": "shop", "carry_to": "confirmed"})
    assert (report.created, [each.row for each in report.findings]) == (2, [6, 4, 5])
    order = Order.objects.get(channel="shop", external_number="A1")
    assert (order.state, order.net_total) == ("confirmed", Decimal("259.70"))
    again = bring(path, "orders", "", options={"channel": "shop", "carry_to": "confirmed"})
    assert (again.created, again.known) == (0, 2)
    assert_clean()


def test_every_profile_has_a_template(tmp_path: Path) -> None:
    assert len(profiles()) >= 7
    for profile in profiles():
        for language in ("en", "zh-hans", "zh-hant"):
            with translation.override(language):
                write_template(profile, tmp_path / f"{profile.kind}-{profile.code}-{language}.csv")
