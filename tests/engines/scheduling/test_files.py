"""The public forms are read, solved and checked; the checker refuses broken answers."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench.checkers.scheduling import check_flexible, check_job_shop, check_project
from bench.checkers.verdict import Verdict
from nonet.engines.solving import Limit, ProblemError
from nonet.faces.solving import fjsp, jobshop, rcpsp
from nonet.faces.solving.printed import Asked, Printed

JOB_SHOP = "3 3\n0 3 1 2 2 2\n0 2 2 1 1 4\n1 4 2 3 1 1\n"  # the last job comes back to machine 1
FLEXIBLE = "2 3 1.5\n2 2 1 3 2 4 1 3 2\n2 1 2 5 2 1 2 3 1\n"
PROJECT = "5 1\n4\n0 0 2 2 3\n3 2 1 4\n4 3 1 4\n2 2 1 5\n0 0 0\n"
STEPS = Limit(seconds=600, iterations=300)


def answer(printed: Printed) -> dict[str, Any]:
    told = {"solution": printed.solution, "objective": printed.objective, "bound": printed.bound}
    back: dict[str, Any] = json.loads(json.dumps(told))
    return back


@pytest.mark.parametrize(
    ("text", "module", "check", "best"),
    [
        (JOB_SHOP, jobshop, check_job_shop, 11),
        (FLEXIBLE, fjsp, check_flexible, 6),
        (PROJECT, rcpsp, check_project, 9),
    ],
)
def test_read_solved_and_checked(tmp_path: Path, text: str, module: Any, check: Any, best: int) -> None:
    path = tmp_path / "tiny.txt"
    path.write_text(text)
    verdict: Verdict = check(path, answer(module.solve(path, STEPS, Asked())))
    assert verdict.faults == ()
    assert verdict.objective == best


def test_broken_schedules_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "tiny.txt"
    path.write_text(JOB_SHOP)
    good = answer(jobshop.solve(path, STEPS, Asked()))
    for number, changes in enumerate(({"start": 100}, {"machine": 7}, {"job": 9}, {"index": 1})):
        broken = json.loads(json.dumps(good))
        broken["solution"]["operations"][number] |= changes
        assert not check_job_shop(path, broken).stands
    early = json.loads(json.dumps(good))
    for each in early["solution"]["operations"]:
        each["end"] -= each["start"]
        each["start"] = 0
    assert len(check_job_shop(path, early).faults) > 2
    assert not check_job_shop(path, good | {"objective": 1}).stands
    assert not check_job_shop(path, good | {"bound": 99}).stands
    assert not check_job_shop(path, {"solution": {}}).stands


def test_broken_projects_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "tiny.rcp"
    path.write_text(PROJECT)
    good = answer(rcpsp.solve(path, STEPS, Asked()))
    for starts in ([0] * 5, [0, 0, 0, 4, 6], [0, 0, 3, 2, 9], [0]):
        assert not check_project(path, good | {"solution": {"start": starts}}).stands


@pytest.mark.parametrize("text", ["", "3", "2 2\n0 1\n", "1 2\n2 1 1\n", "1 2\n0 x\n", "1 2\n5 3\n"])
def test_what_is_no_job_shop_is_said(tmp_path: Path, text: str) -> None:
    path = tmp_path / "odd.txt"
    path.write_text(text)
    with pytest.raises(ProblemError):
        jobshop.solve(path, STEPS, Asked())
    with pytest.raises(ProblemError):
        fjsp.solve(path, replace(STEPS, seed=2), Asked())
    with pytest.raises(ProblemError):
        rcpsp.solve(path, STEPS, Asked())
