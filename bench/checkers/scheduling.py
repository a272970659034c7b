"""Proves schedules of job shops, flexible job shops and projects, from the instance file alone."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench.checkers.verdict import Verdict

Pairs = dict[int, int]  # machine → duration


def check_job_shop(path: Path, answer: Mapping[str, Any]) -> Verdict:
    """Check a schedule of the standard form, machines from 0."""
    lines = _lines(path)
    jobs = [
        [{row[k]: row[k + 1]} for k in range(0, len(row), 2)] for row in _numbers(lines[1 : lines[0][0] + 1])
    ]
    return _check_shop(jobs, answer)


def check_flexible(path: Path, answer: Mapping[str, Any]) -> Verdict:
    """Check a schedule of Brandimarte's form, machines from 1."""
    lines = _lines(path)
    jobs: list[list[Pairs]] = []
    for row in _numbers(lines[1 : lines[0][0] + 1]):
        values = iter(row)
        jobs.append([_choices(values) for _ in range(next(values))])
    return _check_shop(jobs, answer)


def check_project(path: Path, answer: Mapping[str, Any]) -> Verdict:
    """Check the starts of a Patterson project."""
    values = iter(int(word) for word in path.read_text().split())
    count, kinds = next(values), next(values)
    capacity = [next(values) for _ in range(kinds)]
    starts = answer.get("solution", {}).get("start")
    if not isinstance(starts, list) or len(starts) != count:
        return Verdict(None, (f"{count} starts are wanted.",))
    faults: list[str] = []
    used: list[defaultdict[int, int]] = [defaultdict(int) for _ in range(kinds)]
    last = 0
    for activity in range(count):
        duration = next(values)
        needs = [next(values) for _ in range(kinds)]
        followers = [next(values) - 1 for _ in range(next(values))]
        end = starts[activity] + duration
        last = max(last, end)
        if not isinstance(starts[activity], int) or starts[activity] < 0:
            faults.append(f"Activity {activity} starts at {starts[activity]}.")
            continue
        faults += [
            f"Activity {each} starts before {activity} ends." for each in followers if starts[each] < end
        ]
        for kind, need in enumerate(needs):
            for moment in range(starts[activity], end) if need else ():
                used[kind][moment] += need
    for kind, moments in enumerate(used):
        over = [moment for moment, amount in moments.items() if amount > capacity[kind]]
        if over:
            faults.append(f"Resource {kind} is overdrawn at {min(over)}.")
    return Verdict(last, tuple(faults + _told_wrong(answer, last)))


def _check_shop(jobs: list[list[Pairs]], answer: Mapping[str, Any]) -> Verdict:
    told = answer.get("solution", {}).get("operations")
    if not isinstance(told, list):
        return Verdict(None, ("There are no operations in the solution.",))
    faults: list[str] = []
    seen: dict[tuple[int, int], Mapping[str, Any]] = {}
    for each in told:
        key = (each["job"], each["index"])
        if key in seen or not (0 <= key[0] < len(jobs) and 0 <= key[1] < len(jobs[key[0]])):
            faults.append(f"Operation {key} is there twice or unknown.")
        else:
            seen[key] = each
            faults += _alone(key, jobs[key[0]][key[1]], each)
    missing = sum(map(len, jobs)) - len(seen)
    if missing:
        return Verdict(None, (f"{missing} operations are missing.", *faults))
    faults += _in_order(jobs, seen) + _one_at_a_time(told)
    last = max((each["end"] for each in told), default=0)
    return Verdict(last, tuple(faults + _told_wrong(answer, last)))


def _alone(key: tuple[int, int], choices: Pairs, told: Mapping[str, Any]) -> list[str]:
    duration = choices.get(told["machine"])
    if duration is None:
        return [f"Operation {key} cannot be done on machine {told['machine']}."]
    if told["start"] < 0 or told["end"] - told["start"] != duration:
        return [f"Operation {key} runs {told['start']}–{told['end']} instead of for {duration}."]
    return []


def _in_order(jobs: list[list[Pairs]], seen: Mapping[tuple[int, int], Mapping[str, Any]]) -> list[str]:
    return [
        f"Operation {(job, index)} starts before the one before it ends."
        for job, operations in enumerate(jobs)
        for index in range(1, len(operations))
        if seen[job, index]["start"] < seen[job, index - 1]["end"]
    ]


def _one_at_a_time(told: list[Mapping[str, Any]]) -> list[str]:
    rows: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for each in told:
        if each["end"] > each["start"]:
            rows[each["machine"]].append((each["start"], each["end"]))
    faults = []
    for machine, row in rows.items():
        row.sort()
        faults += [
            f"Machine {machine} does two operations at {after[0]}."
            for before, after in pairwise(row)
            if after[0] < before[1]
        ]
    return faults


def _told_wrong(answer: Mapping[str, Any], last: int) -> list[str]:
    faults = []
    if answer.get("objective") != last:
        faults.append(f"The objective is told as {answer.get('objective')} and is {last}.")
    bound = answer.get("bound")
    if bound is not None and bound > last:
        faults.append(f"The bound {bound} is above the objective {last}.")
    return faults


def _choices(values: Any) -> Pairs:
    return {next(values): next(values) for _ in range(next(values))}


def _lines(path: Path) -> list[list[int]]:
    rows = [line.split() for line in path.read_text().splitlines() if line.strip()]
    return [[int(word) for word in rows[0][:2]], *rows[1:]]  # type: ignore[list-item]


def _numbers(rows: list[list[int]]) -> list[list[int]]:
    return [[int(word) for word in row] for row in rows]
