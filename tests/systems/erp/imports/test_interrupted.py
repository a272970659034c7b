"""An import that is killed goes on where it stopped when it is run again."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nonet.books.orders.models import Order
from nonet.kernel.actor import acting_as_system
from nonet.kernel.checks import run_checks
from nonet.kernel.models import Company
from nonet.systems.erp.selectors.sales_reports import sales_by
from tests.systems.erp.imports.samples import HEADINGS, UK

NONET = [sys.executable, "-c", "from nonet.faces.cli.main import main; main()"]
ORDERS = 1_200


def generated(path: Path) -> Path:
    """Write orders of two lines each, every day of 2011 several."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for n in range(ORDERS):
            day = f"2011-{n // 110 + 1:02d}-{n % 28 + 1:02d} 10:00:00"
            for item in (n % 7, n % 5 + 10):
                writer.writerow(
                    [600_000 + n, f"{item:05d}", f"THING {item}", n % 3 + 1, day, "1.25", 17000 + n % 40, UK]
                )
    return path


def started(path: Path, environment: dict[str, str]) -> "subprocess.Popen[str]":
    command = [*NONET, "import", "orders", str(path), "--profile", "online-retail", "--json"]
    variables = {**os.environ, "LC_ALL": "C.UTF-8", **environment}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=variables, cwd=path.parent)


def orders_taken() -> int:
    return Order.everywhere.filter(kind="sales").count()


@pytest.mark.slow
def test_a_killed_import_is_finished_by_running_it_again(database: dict[str, str], tmp_path: Path) -> None:
    path = generated(tmp_path / "orders.csv")
    killed = started(path, database)
    while not orders_taken():
        assert killed.poll() is None, "it ended before it could be killed"
        time.sleep(0.05)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    left = orders_taken()
    assert 0 < left < ORDERS

    again = started(path, database)
    told, _ = again.communicate(timeout=300)
    report = json.loads(told)
    assert (report["created"], report["known"]) == (ORDERS - left, left)
    with acting_as_system(Company.objects.get(code="online-retail").pk):
        assert orders_taken() == ORDERS
        expected = sum(2 * (n % 3 + 1) * 125 for n in range(ORDERS))
        assert sum(each.sales for each in sales_by("month")) * 100 == expected
        assert not [each for each in run_checks() if not each.ok]
