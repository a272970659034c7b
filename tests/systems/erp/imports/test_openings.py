"""The books' beginning comes as files, and as the same files again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from nonet.books.money.models import OpenItem
from nonet.kernel.actor import acting_as_system
from nonet.kernel.checks import run_checks
from tests.fixtures import TradingCompany, build_trading_company
from tests.systems.erp.imports.samples import bring, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> Iterator[TradingCompany]:
    found = build_trading_company()
    with translation.override("en"), acting_as_system(found.company.pk):
        yield found
        assert not [each for each in run_checks() if not each.ok]


def test_receivables_and_payables(world: TradingCompany, tmp_path: Path) -> None:
    rows = [
        ["BOB", "INV-77", "2025-11-03", "2025-12-03", "1,234.50", "2026-01-01"],
        ["BOB", "INV-78", "2025-11-04", "", "-34.50", "2026-01-01"],
        ["NOBODY", "INV-79", "2025-11-04", "", "1", "2026-01-01"],
        ["BOB", "INV-80", "2025-11-04", "", "1.239", "2026-01-01"],
    ]
    headings = ["客户编码", "单据号", "单据日期", "到期日", "未结金额", "启用日期"]
    path = write(tmp_path / "owed.csv", rows, headings)
    report = bring(path, "opening-receivables", "")
    assert (report.created, [each.row for each in report.findings]) == (2, [4, 5])
    assert report.findings[1].column == "未结金额"
    assert world.balance("receivable") == 1200
    again = bring(path, "opening-receivables", "")
    assert (again.created, again.known) == (0, 2)
    assert OpenItem.objects.count() == 2


def test_balances(world: TradingCompany, tmp_path: Path) -> None:
    rows = [
        ["1001", "500", "", "2026-01-01"],
        ["3001", "", "500", "2026-01-01"],
        ["1122", "5", "", "2026-01-01"],
    ]
    path = write(tmp_path / "balances.csv", rows, ["科目编码", "借方余额", "贷方余额", "启用日期"])
    report = bring(path, "opening-balances", "")
    assert (report.created, [each.row for each in report.findings]) == (2, [4]), report.findings
    assert bring(path, "opening-balances", "").is_unchanged
