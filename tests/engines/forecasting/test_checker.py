"""The checker of forecasts scores as the competition does and refuses what is broken."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench.checkers import forecasting as checker
from nonet.engines.solving import Limit
from nonet.faces.solving.forecasting import read, solve
from nonet.faces.solving.printed import Asked


@pytest.fixture
def path(tmp_path: Path) -> Path:
    rows = {"A": {"period": "OTHER", "h": 2, "x": [5, 7, 6, 8], "xx": [8, 10]}}
    found = tmp_path / "some.json"
    found.write_text(json.dumps(rows))
    return found


def told(**rows: Any) -> dict[str, Any]:
    return {
        "solution": {
            "A": {"mean": [8, 8], "0.05": [6, 6], "0.5": [8, 8], "0.95": [9, 9], "model": "naive"} | rows
        }
    }


def test_naive2_scores_one(path: Path) -> None:
    assert checker.check(path, told()).objective == pytest.approx(1.0)
    assert checker.check(path, told(mean=[8, 10])).objective == 0.0


def test_coverage_is_told_as_distance_from_ninety(path: Path) -> None:
    assert checker.covered(path, told()).objective == pytest.approx(40.0)


@pytest.mark.parametrize(
    "rows", [{"mean": [8]}, {"0.5": [5, 5]}, {"mean": [8, None]}, {"model": ""}, {"0.95": None}]
)
def test_broken_answers_are_refused(path: Path, rows: dict[str, Any]) -> None:
    assert checker.check(path, told(**rows)).faults
    assert checker.check(path, {}).faults


def test_season_is_found_as_in_the_competition() -> None:
    y = np.tile([1.0, 2.0, 3.0, 10.0], 8)
    assert checker.naive2(y, 4, 4) == pytest.approx([1.0, 2.0, 3.0, 10.0], rel=0.01)


def test_lines_are_read_and_answered(tmp_path: Path) -> None:
    file = tmp_path / "lines.csv"
    file.write_text('id,V1,V2\n"W1",1,2,3,4,5,6,,\nW2,7\n')
    problem = read(file, Asked(3, (2,)))
    assert [(each.name, each.values.size) for each in problem.series] == [("W1", 6), ("W2", 1)]
    printed = solve(file, Limit(30, iterations=1), Asked(3, (2,)))
    assert checker.check(file, {"solution": printed.solution}).faults == ()
