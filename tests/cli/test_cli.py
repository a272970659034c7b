"""The command line in real processes: help, exit codes, reports fit for machines."""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import psycopg
import pytest

NONET = [str(Path(sys.executable).with_name("nonet"))]
COMMANDS = [
    "serve",
    "worker",
    "migrate",
    "check",
    "import",
    "export",
    "report",
    "bench",
    "flows",
    "unlock",
    "user",
    "db",
]


def nonet(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*NONET, *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "LC_ALL": "C.UTF-8", **environment},
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    done = nonet(command, "--help")
    assert done.returncode == 0
    assert "Usage" in done.stdout


def test_help_is_quick_and_starts_no_database(tmp_path: Path) -> None:
    took = []
    for _ in range(3):
        began = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        assert nonet("--help", NONET_HOME=str(tmp_path)).returncode == 0
        took.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - began)
    assert min(took) < 0.6, "processor time, so that what else runs does not count"  # about 0.2 s
    assert not list(tmp_path.iterdir())


def test_misuse_is_told_by_exit_code_2() -> None:
    assert nonet("nonsense").returncode == 2
    assert nonet("bench", "no-such-measurement").returncode == 2
    assert nonet("bench", "--set", "nothing").returncode in {0, 2}


def test_flows_of_unknown_name_are_misuse() -> None:
    done = nonet("flows", "no_such_chain")
    assert done.returncode == 2
    assert "no_such_chain" in done.stderr


def test_reports_are_json_and_nothing_else() -> None:
    assert isinstance(json.loads(nonet("flows", "--json").stdout), list)
    assert isinstance(json.loads(nonet("bench", "--json").stdout), list)


def test_migrate_tells_the_truth(database: dict[str, str]) -> None:
    assert json.loads(nonet("migrate", "--json", **database).stdout) == {"applied": []}
    assert nonet("migrate", "--check", **database).returncode == 0


def test_check_needs_to_know_the_company(database: dict[str, str]) -> None:
    from nonet.kernel.models import Company

    assert nonet("check", **database).returncode == 2
    Company.objects.create(code="acme", name="Acme")
    done = nonet("check", "--json", **database)
    assert done.returncode == 0, done.stderr
    assert all(each["ok"] for each in json.loads(done.stdout))
    Company.objects.create(code="other", name="Other")
    told = nonet("check", **database)
    assert told.returncode == 2
    assert "acme, other" in told.stderr
    assert nonet("check", "--company", "other", **database).returncode == 0
    assert nonet("check", "no-such-invariant", "--company", "other", **database).returncode == 2


def test_a_broken_invariant_is_exit_code_1(monkeypatch: pytest.MonkeyPatch, company: Any) -> None:
    from typer.testing import CliRunner

    from nonet.faces.cli.main import app
    from nonet.kernel import checks

    false = checks.Invariant("tests.false", "One is two.", "SELECT 1 AS one WHERE %(company)s > 0")
    monkeypatch.setattr(checks, "_invariants", {false.name: false})
    done = CliRunner().invoke(app, ["check"])
    assert done.exit_code == 1
    assert "FAIL  tests.false: One is two." in done.stdout


@pytest.fixture
def company(db: None) -> Any:
    from nonet.kernel.models import Company

    return Company.objects.create(code="acme", name="Acme")


def test_user_makes_one_who_can_sign_in(database: dict[str, str]) -> None:
    from django.contrib.auth import authenticate

    told = json.loads(nonet("user", "lan", "--json", **database).stdout)
    assert told["made"] is True
    assert authenticate(username="lan", password=told["password"])
    again = json.loads(nonet("user", "lan", "--json", NONET_PASSWORD="河边的长椅-42", **database).stdout)
    assert (again["made"], again["password"]) == (False, None)
    assert authenticate(username="lan", password="河边的长椅-42")
    weak = nonet("user", "lan", NONET_PASSWORD="12345678", **database)
    assert weak.returncode == 2


def test_an_unreachable_database_is_one_line_not_a_traceback() -> None:
    done = nonet("migrate", NONET_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none?connect_timeout=2")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


def test_serving_an_unmigrated_database_is_refused(database: dict[str, str]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    try:
        done = nonet("serve", "--port", "8999", **database)
        assert done.returncode == 1
        assert "nonet migrate" in done.stderr
        assert nonet("migrate", "--check", **database).returncode == 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO django_migrations (app, name, applied) VALUES ('sessions', '0001_initial', now())"
            )


def test_db_starts_describes_and_stops_the_embedded_server() -> None:
    home = Path(tempfile.mkdtemp(prefix="nonet-cli-"))
    home.chmod(0o755)
    settings = {"NONET_HOME": str(home), "DJANGO_SETTINGS_MODULE": "nonet.config.settings"}
    try:
        assert nonet("db", "status", **settings).returncode == 1
        assert nonet("db", "start", **settings).returncode == 0
        told = json.loads(nonet("db", "status", "--json", **settings).stdout)
        assert (told["running"], told["version"][:2]) == (True, "18")
        with psycopg.connect(nonet("db", "url", **settings).stdout.strip()):
            assert nonet("db", "stop", "--idle", **settings).returncode == 1
        assert nonet("db", "stop", **settings).returncode == 0
        assert json.loads(nonet("db", "status", "--json", **settings).stdout)["running"] is False
    finally:
        nonet("db", "stop", **settings)
        shutil.rmtree(home)


def test_a_worker_asked_for_once_ends(database: dict[str, str]) -> None:
    assert nonet("worker", "--once", **database).returncode == 0


def test_unlock_and_lock_a_system(database: dict[str, str]) -> None:
    from nonet.kernel.models import Company

    Company.objects.create(code="acme", name="Acme")

    def unlocked(*arguments: str) -> set[str]:
        rows = json.loads(nonet("unlock", *arguments, "--json", **database).stdout)
        return {row["system"] for row in rows if row["unlocked"] == "yes"}

    assert "wms" not in unlocked()
    assert "wms" in unlocked("wms", "--reason", "goods are no longer found")
    assert "wms" not in unlocked("wms", "--lock")
    assert nonet("unlock", "xyz", **database).returncode == 1


def test_flows_prints_a_chain() -> None:
    done = nonet("flows", "order-to-cash")
    assert done.returncode == 0
    assert "fallback" in done.stdout
    steps = json.loads(nonet("flows", "order_to_cash", "--json").stdout)
    assert {"step", "system", "trigger", "service", "state", "fallback", "undo"} == set(steps[0])
