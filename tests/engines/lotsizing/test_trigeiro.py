"""Reading instances, and the checker that judges answers apart."""

import json

import pytest
from typer.testing import CliRunner

from bench.checkers.lotsizing import check
from nonet.faces.cli.main import app
from nonet.faces.solving.trigeiro import read

SMALL = "2\t3\n1\n40\n1 2 5 30\n1 1 4 20\n10 0\n0 12\n9 8\nBi hi\n"


def wide() -> str:
    """An instance of 17 items: demand in two blocks."""
    head = ["17 2", "1", "500", *["1 1 1 1"] * 17]
    return "\n".join(
        [*head, *[" ".join(str(100 * t + i) for i in range(15)) for t in range(2)], "15 16", "115 116"]
    )


@pytest.fixture
def instance(tmp_path):
    path = tmp_path / "S.DAT"
    path.write_text(SMALL)
    return path


@pytest.fixture
def answer(instance):
    return json.loads(CliRunner().invoke(app, ["solve", "lotsizing", str(instance), "--json"]).output)


def test_demand_beyond_fifteen_items_follows_below(tmp_path):
    (tmp_path / "W.DAT").write_text(wide())
    items = read(tmp_path / "W.DAT").items
    assert [item.demand for item in items] == [(float(i), 100.0 + i) for i in range(17)]


def test_the_command_answers_and_the_checker_agrees(instance, answer):
    verdict = check(instance, answer)
    assert verdict.stands and answer["optimal"] and verdict.objective == pytest.approx(answer["objective"])


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda s: s["production"][0].__setitem__(0, 0.0), "lacks"),
        (lambda s: s["setup"][0].__setitem__(0, 0), "without set-up"),
        (lambda s: s["production"][0].__setitem__(0, 60.0), "is taken"),
        (lambda s: s["production"].pop(), "not 2 items"),
    ],
)
def test_the_checker_refuses(instance, answer, change, fault):
    change(answer["solution"])
    assert any(fault in each for each in check(instance, answer).faults)


def test_the_checker_refuses_false_claims(instance, answer):
    assert "claims" in check(instance, answer | {"objective": 1.0}).faults[0]
    assert "bound" in check(instance, answer | {"bound": 1e9}).faults[0]


def test_what_is_no_instance_is_told(tmp_path):
    (tmp_path / "x.DAT").write_text("hello")
    told = CliRunner().invoke(app, ["solve", "lotsizing", str(tmp_path / "x.DAT")])
    assert told.exit_code == 1 and "items and periods" in told.output
