"""The command line of companies and flows, in real processes."""

import json
import os
import subprocess
import sys
from typing import Any

NONET = [sys.executable, "-c", "from nonet.faces.cli.main import main; main()"]


def nonet(database: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **database}
    return subprocess.run([*NONET, *words], capture_output=True, text=True, env=environment, timeout=120)


def told(database: dict[str, str], *words: str) -> Any:
    done = nonet(database, *words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_company_begins_and_its_flows_run_again(database: dict[str, str]) -> None:
    made = told(database, "company", "create", "qing", "--name", "清和", "--year", "2026")
    assert made == {"code": "qing", "name": "清和", "chart": "cn_small"}
    assert [each["code"] for each in told(database, "company", "list")] == ["qing"]
    assert told(database, "flows", "advance", "order-to-cash") == {
        "order_to_cash": {"reserve": 0, "release": 0, "invoice": 0, "post": 0}
    }
    everything = told(database, "flows", "advance", "--company", "qing")
    assert set(everything) == {"order_to_cash", "return_to_refund", "stock_to_ledger"}
    assert nonet(database, "check").returncode == 0


def test_unknown_flow_is_told(database: dict[str, str]) -> None:
    done = nonet(database, "flows", "no_such_chain")
    assert done.returncode == 2
    assert "order_to_cash" in done.stderr
