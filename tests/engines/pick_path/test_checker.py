"""The command answers a layout, and the checker refuses what is not a tour of it."""

import json

import pytest
from typer.testing import CliRunner

from bench.checkers import pick_path
from nonet.faces.cli.main import app

LAYOUT = {
    "aisles": 3,
    "cells_per_block": 9,
    "blocks": 2,
    "aisle_pitch": 5,
    "cell_length": 1,
    "depot_aisle": 1,
    "depot_cross_aisle": 0,
    "picks": [[0, 0, 3], [2, 1, 4], [1, 0, 9]],
}


@pytest.fixture
def layout(tmp_path):
    path = tmp_path / "small.json"
    path.write_text(json.dumps(LAYOUT))
    return path


def test_the_command_answers_and_the_checker_agrees(layout) -> None:
    told = CliRunner().invoke(app, ["solve", "pick-path", str(layout), "--json"])
    answer = json.loads(told.output)
    assert answer["optimal"] and answer["instance"] == "small"
    verdict = pick_path.check(layout, answer)
    assert verdict.stands and verdict.objective == answer["objective"]


@pytest.mark.parametrize(
    ("tour", "objective", "fault"),
    [
        ([[1, 0, 0], [1, 0, 9], [1, 0, 0]], 18, "2 picks are not visited"),
        ([[1, 0, 0], [0, 0, 3], [2, 1, 4], [1, 0, 9]], 43, "depot"),
        ([[1, 0, 0], [0, 0, 3], [2, 1, 4], [1, 0, 9], [1, 0, 0]], 1, "long, not 1"),
    ],
)
def test_broken_answers_are_refused(layout, tour, objective, fault) -> None:
    verdict = pick_path.check(layout, {"objective": objective, "solution": {"tour": tour}})
    assert not verdict.stands and any(fault in each for each in verdict.faults)


def test_a_file_of_another_kind_is_told(tmp_path) -> None:
    other = tmp_path / "other.json"
    other.write_text('{"aisles": 3}')
    told = CliRunner().invoke(app, ["solve", "pick-path", str(other)])
    assert told.exit_code == 1 and "no picker-routing layout" in told.output
