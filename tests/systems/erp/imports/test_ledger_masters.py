"""The chart, its rates and papers about stock come as files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from nonet.books.money.models import Account, ExchangeRate
from nonet.books.orders.models import Order
from nonet.kernel.actor import acting_as_system
from nonet.kernel.checks import run_checks
from nonet.kit.importing import profile_for
from nonet.kit.importing.columns import Column
from nonet.kit.importing.templates import explanation
from tests.fixtures import TradingCompany, build_trading_company
from tests.systems.erp.imports.samples import bring, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> Iterator[TradingCompany]:
    found = build_trading_company()
    with translation.override("en"), acting_as_system(found.company.pk):
        yield found
        assert not [each for each in run_checks() if not each.ok]


def heading(kind: str, name: str) -> str:
    """Return what a column is called in English."""
    columns: dict[str, Column] = {each.name: each for each in profile_for(kind).columns}
    return columns[name].headers[0]


def test_details_of_the_chart_take_after_the_account_above(world: TradingCompany, tmp_path: Path) -> None:
    rows = [["56019901", "差旅-机票", "560199", ""], ["560199", "差旅费", "5601", ""], ["X1", "孤", "", ""]]
    headings = [heading("accounts", name) for name in ("code", "name", "parent", "type")]
    report = bring(write(tmp_path / "chart.csv", rows, headings), "accounts", "")
    found = Account.objects.filter(code="56019901").first()
    assert (report.created, [each.row for each in report.findings]) == (2, [4]), report.findings
    assert found is not None and (found.type, found.is_leaf) == ("expense", True)
    assert bring(tmp_path / "chart.csv", "accounts", "").is_unchanged


def test_exchange_rates(world: TradingCompany, tmp_path: Path) -> None:
    rows = [["usd", "2026-02-01", "7.1"], ["CNY", "2026-02-01", "1"], ["EUR", "2026-02-01", "0"]]
    headings = [heading("exchange-rates", name) for name in ("currency", "on", "rate")]
    path = write(tmp_path / "rates.csv", rows, headings)
    report = bring(path, "exchange-rates", "")
    assert (report.created, [each.row for each in report.findings]) == (1, [3, 4])
    assert ExchangeRate.objects.get(currency="USD").rate > 7
    assert bring(path, "exchange-rates", "").is_unchanged


def test_transfers_and_adjustments(world: TradingCompany, tmp_path: Path) -> None:
    rows = [
        ["盘盈", "MAIN", "TEA", "5", "60", "2026-01-05"],
        ["盘亏", "MAIN", "TEA", "500", "", "2026-01-05"],
    ]
    headings = ["调整类型", "仓库", "商品编码", "数量", "单位成本", "日期"]
    path = write(tmp_path / "adjustments.csv", rows, headings)
    report = bring(path, "adjustments", "")
    assert (report.created, [each.row for each in report.findings]) == (1, [3]), report.findings
    assert world.on_hand("TEA")[0] == 5
    assert bring(path, "adjustments", "").is_unchanged
    rows = [["T1", "MAIN", "MAIN", "2026-01-05", "TEA", "1"]]
    headings = ["订单号", "调出仓库", "调入仓库", "下单日期", "商品编码", "数量"]
    report = bring(write(tmp_path / "transfers.csv", rows, headings), "transfer-orders", "")
    assert (report.created, len(report.findings)) == (0, 1)
    assert not Order.objects.filter(kind="transfer").exists()


def test_a_chart_is_taken_in_the_words_of_other_ledgers(world: TradingCompany, tmp_path: Path) -> None:
    headings = ["科目编码", "科目名称", "上级科目", "科目类型", "余额方向", "统驭类型"]
    rows = [
        ["222199", "其他税费", "2221", "负债", "贷", "税金"],
        ["560298", "样品费", "5602", "费用", "借", ""],
        ["560297", "招待费", "5602", "费用", "偏", "xyz"],
    ]
    report = bring(write(tmp_path / "chart.csv", rows, headings), "accounts", "")
    assert (report.created, {each.row for each in report.findings}) == (2, {4}), report.findings
    assert not Account.objects.get(code="222199").is_debit
    with translation.override("zh-hans"):
        told = {each.name: explanation(each) for each in profile_for("accounts").columns}
    assert "资产" in told["type"] and "Asset" not in told["type"]
