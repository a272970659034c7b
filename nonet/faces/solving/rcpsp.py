"""``nonet solve rcpsp``: projects in Patterson's form."""

from collections.abc import Iterator
from pathlib import Path

from nonet.engines.scheduling import Activity, Project, solve_project
from nonet.engines.solving import Limit, ProblemError
from nonet.faces.solving.printed import Asked, Printed


def solve(path: Path, limit: Limit, asked: Asked) -> Printed:
    """Read, schedule and print."""
    plan = solve_project(read(path), limit)
    return Printed(
        {"start": list(plan.starts)},
        plan.makespan,
        plan.bound,
        plan.optimal,
        parts={"makespan": plan.makespan},
        reasons=tuple(str(reason) for reason in plan.reasons),
    )


def read(path: Path) -> Project:
    """Read activities and resources, capacities, then per activity duration, needs and followers, from 1."""
    words = iter(path.read_text(encoding="utf-8").split())
    count, kinds = _whole(words, "activities"), _whole(words, "resources")
    capacity = [_whole(words, "capacity") for _ in range(kinds)]
    return Project([_activity(words, f"activities[{number}]", kinds) for number in range(count)], capacity)


def _activity(words: Iterator[str], where: str, kinds: int) -> Activity:
    duration = _whole(words, where)
    needs = [_whole(words, where) for _ in range(kinds)]
    return Activity(duration, needs, [_whole(words, where) - 1 for _ in range(_whole(words, where))])


def _whole(words: Iterator[str], where: str) -> int:
    word = next(words, None)
    if word is None:
        raise ProblemError(where, "the file ends too soon.")
    try:
        return int(word)
    except ValueError:
        raise ProblemError(where, f"{word!r} is no whole number.") from None


def warm() -> None:
    """Compile the search."""
    activities = [
        Activity(0, (0,), (1, 2, 3)),
        *(Activity(k, (k,), (4,)) for k in (1, 2, 3)),
        Activity(0, (0,)),
    ]
    solve_project(Project(activities, (3,)), Limit(seconds=60, iterations=100))
    solve_project(Project([*activities[:4], Activity(1, (4,))], (4,)), Limit(seconds=60, iterations=100))
