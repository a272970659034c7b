"""The public file of the UCI Online Retail data, as far as a test has time for."""

import gzip
import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from nonet.kernel.actor import acting_as_system
from nonet.kernel.checks import run_checks
from nonet.kit.importing import profile_for
from tests.systems.erp.imports.samples import bring, company_of

ROOT = Path(__file__).resolve().parents[4]
FOLDER = Path(os.environ.get("NONET_BENCHMARKS", ROOT.parent / "shared" / "benchmarks")) / "oms_crm"
LINES = 4_000

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not (FOLDER / "online_retail_orders.csv.gz").exists(),
        reason=f"the public files are not in {FOLDER}; name their folder with NONET_BENCHMARKS",
    ),
]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def head_of(name: str, folder: Path, lines: int) -> Path:
    """Return the first lines of a public file as a file of its own."""
    path = folder / name.removesuffix(".gz")
    with gzip.open(FOLDER / name, "rt") as packed, path.open("w") as file:
        file.writelines(itertools.islice(packed, lines))
    return path


def test_the_first_weeks_equal_the_file_to_the_penny(tmp_path: Path) -> None:
    orders = head_of("online_retail_orders.csv.gz", tmp_path, LINES)
    returns = head_of("online_retail_returns.csv.gz", tmp_path, 300)
    with acting_as_system(company_of().pk):
        assert bring(orders).rows == LINES - 1
        bring(returns, "returns")
        for kind, path in (("orders", orders), ("returns", returns)):
            verify = profile_for(kind, "online-retail").verify
            assert verify is not None
            assert [each for each in verify(path) if not each.is_equal] == []
        assert bring(orders).is_unchanged
        assert bring(returns, "returns").is_unchanged
        assert not [each for each in run_checks() if not each.ok]


def test_guest_lines_are_all_told_by_row_and_column(tmp_path: Path) -> None:
    path = head_of("online_retail_guest_lines.csv.gz", tmp_path, 3_000)
    with acting_as_system(company_of().pk):
        report = bring(path, errors_path=tmp_path / "errors.csv")
    assert (report.rows, report.created) == (2_999, 0)
    missing = {(each["column"], each["count"]) for each in report.summary if each["reason"] == "is missing"}
    assert missing == {("CustomerID", 2_999)}
