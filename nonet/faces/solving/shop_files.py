"""The public forms of job shops, flexible job shops and resource-constrained projects."""

from pathlib import Path

from nonet.engines.scheduling import Choice, Job, Machine, Operation, Shop
from nonet.engines.solving import ProblemError


def read_job_shop(path: Path) -> Shop:
    """Read the standard form: ``jobs machines``, then a row of machine and duration pairs per job, machines from 0.

    A row may be longer than there are machines (a job may come back to one).
    """
    rows = _rows(path)
    jobs, machines = _head(rows)
    if len(rows) - 1 < jobs:
        raise ProblemError(
            "jobs", f"{jobs} are announced, {len(rows) - 1} are there.", "Give a row for each."
        )
    told = []
    for number, row in enumerate(rows[1 : jobs + 1]):
        values = [_whole(f"jobs[{number}]", word) for word in row]
        if len(values) % 2:
            raise ProblemError(f"jobs[{number}]", "a machine has no duration.", "Give pairs.")
        pairs = zip(values[::2], values[1::2], strict=True)
        told.append(Job(str(number), [Operation([Choice(machine, time)]) for machine, time in pairs]))
    return Shop([Machine(str(number)) for number in range(machines)], told)


def read_flexible(path: Path) -> Shop:
    """Read Brandimarte's form: per job the number of operations, then for each ``k`` and k pairs, machines from 1."""
    rows = _rows(path)
    jobs, machines = _head(rows)
    if len(rows) - 1 < jobs:
        raise ProblemError(
            "jobs", f"{jobs} are announced, {len(rows) - 1} are there.", "Give a row for each."
        )
    told = []
    for number, row in enumerate(rows[1 : jobs + 1]):
        values = [_whole(f"jobs[{number}]", word) for word in row]
        told.append(Job(str(number), _flexible(f"jobs[{number}]", values)))
    return Shop([Machine(str(number + 1)) for number in range(machines)], told)


def _flexible(where: str, values: list[int]) -> list[Operation]:
    operations, at = [], 1
    for index in range(values[0] if values else 0):
        if at >= len(values) or len(values) < at + 1 + 2 * values[at]:
            raise ProblemError(f"{where}.operations[{index}]", "the row ends too soon.")
        pairs = values[at + 1 : at + 1 + 2 * values[at]]
        at += 1 + 2 * values[at]
        operations.append(
            Operation([Choice(m - 1, time) for m, time in zip(pairs[::2], pairs[1::2], strict=True)])
        )
    return operations


def _rows(path: Path) -> list[list[str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    if not rows:
        raise ProblemError("file", "it is empty.", "Give an instance.")
    return rows


def _head(rows: list[list[str]]) -> tuple[int, int]:
    if len(rows[0]) < 2:
        raise ProblemError("first line", f"{' '.join(rows[0])!r} does not say jobs and machines.")
    return _whole("jobs", rows[0][0]), _whole("machines", rows[0][1])


def _whole(where: str, word: str) -> int:
    try:
        return int(word)
    except ValueError:
        raise ProblemError(where, f"{word!r} is no whole number.") from None
