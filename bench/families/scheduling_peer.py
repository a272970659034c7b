"""One plain CP-SAT model for shops and projects: what the engines are measured beside."""

from pathlib import Path
from typing import Any

Pairs = list[tuple[int, int]]


def job_shop(path: Path, seconds: float, seed: int) -> float | None:
    """Return the makespan of the textbook model of a job shop."""
    head, *rows = _rows(path)
    jobs = [
        [[(row[k], row[k + 1])] for k in range(0, len(row), 2)]
        for row in ([int(word) for word in words] for words in rows[: int(head[0])])
    ]
    return _shop(jobs, seconds, seed)


def flexible(path: Path, seconds: float, seed: int) -> float | None:
    """Return the makespan of the textbook model of a flexible job shop."""
    head, *rows = _rows(path)
    jobs: list[list[Pairs]] = []
    for words in rows[: int(head[0])]:
        values = iter(int(word) for word in words)
        jobs.append(
            [[(next(values), next(values)) for _ in range(next(values))] for _ in range(next(values))]
        )
    return _shop(jobs, seconds, seed)


def project(path: Path, seconds: float, seed: int) -> float | None:
    """Return the makespan of the textbook model of a Patterson project."""
    from ortools.sat.python import cp_model

    values = iter(int(word) for word in path.read_text().split())
    count, kinds = next(values), next(values)
    capacity = [next(values) for _ in range(kinds)]
    rows = []
    for _ in range(count):
        duration, needs = next(values), [next(values) for _ in range(kinds)]
        rows.append((duration, needs, [next(values) - 1 for _ in range(next(values))]))
    model, horizon = cp_model.CpModel(), sum(duration for duration, _, _ in rows)
    starts = [model.new_int_var(0, horizon, "") for _ in rows]
    intervals = [
        model.new_fixed_size_interval_var(start, row[0], "") for start, row in zip(starts, rows, strict=True)
    ]
    for activity, (duration, _, followers) in enumerate(rows):
        for each in followers:
            model.add(starts[each] >= starts[activity] + duration)
    for kind in range(kinds):
        model.add_cumulative(intervals, [row[1][kind] for row in rows], capacity[kind])
    end = model.new_int_var(0, horizon, "")
    for start, row in zip(starts, rows, strict=True):
        model.add(end >= start + row[0])
    return _solved(model, end, seconds, seed)


def _shop(jobs: list[list[Pairs]], seconds: float, seed: int) -> float | None:
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    horizon = sum(max(time for _, time in choices) for job in jobs for choices in job)
    end, rows = model.new_int_var(0, horizon, ""), dict[int, list[Any]]()
    for job in jobs:
        ready: Any = 0
        for choices in job:
            start = model.new_int_var(0, horizon, "")
            stop = model.new_int_var(0, horizon, "")
            model.add(start >= ready)
            literals = []
            for machine, time in choices:
                literals.append(model.new_bool_var(""))
                interval = model.new_optional_interval_var(start, time, stop, literals[-1], "")
                rows.setdefault(machine, []).append(interval)
            model.add_exactly_one(literals)
            ready = stop
        model.add(end >= ready)
    for row in rows.values():
        model.add_no_overlap(row)
    return _solved(model, end, seconds, seed)


def _solved(model: Any, end: Any, seconds: float, seed: int) -> float | None:
    from ortools.sat.python import cp_model

    model.minimize(end)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    solver.parameters.random_seed = seed
    status = solver.solve(model)
    return float(solver.objective_value) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None


def _rows(path: Path) -> list[list[str]]:
    return [line.split() for line in path.read_text().splitlines() if line.strip()]
