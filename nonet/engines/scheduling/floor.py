"""A shop with all that surrounds it, in arrays: what the dispatch simulation works on."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nonet.engines.scheduling.core import Ints
from nonet.engines.scheduling.problem import Shop, Span

Table = npt.NDArray[np.int64]
NEVER = 1 << 50

# Rows of ``ops``: job, operation before it (-1), release, set-up family, size in a batch, skill (-1), may pause,
# frozen, and then where: start, end, operator, machine; first tool and first choice in their lists; last of its job.
(
    JOB,
    BEFORE,
    RELEASE,
    FAMILY,
    SIZE,
    SKILL,
    PAUSES,
    FROZEN,
    START,
    END,
    OPERATOR,
    MACHINE,
    TOOL,
    CHOICE,
    LAST,
) = range(15)


class Floor(NamedTuple):
    """Arrays of a shop.

    Parameters
    ----------
    ops : (15, n + 1) Table
        Per operation, job by job, by the row names of this module.
    choices : (2, choices) Table
        Machine and duration.
    tools, tool_units : Ints
        The tools of all operations in a row; where each tool's units begin.
    spans, span_from : (2, spans) Table, (machines + operators + 1,) Ints
        When machines, then operators, are open.
    setups, setup_from, families, family, batch : Ints
        Set-up tables in a row, where each machine's begins (-1: none), its width; first family; batch capacity.
    skilled, skill_from : Ints
        The operators of each skill.
    blocks, block_from : (3, blocks) Table, (machines + operators + 1,) Ints
        Frozen work on machines, then operators: from, until, family.
    job_first, due : (jobs + 1,), (jobs,) Ints
    weight, wanted : (jobs,), (4,) floats
        Of each job's lateness; of makespan, lateness, set-up and work in progress.
    """

    ops: Table
    choices: Table
    tools: Ints
    tool_units: Ints
    spans: Table
    span_from: Ints
    setups: Ints
    setup_from: Ints
    families: Ints
    family: Ints
    batch: Ints
    skilled: Ints
    skill_from: Ints
    blocks: Table
    block_from: Ints
    job_first: Ints
    due: Ints
    weight: npt.NDArray[np.float64]
    wanted: npt.NDArray[np.float64]


def floor_of(shop: Shop) -> Floor:
    """Return the arrays of a shop."""
    skills = sorted({operation.skill for job in shop.jobs for operation in job.operations if operation.skill})
    people = [
        [number for number, person in enumerate(shop.operators) if skill in person.skills] for skill in skills
    ]
    open_spans = [open_of(each.shifts, each.maintenance) for each in shop.machines]
    open_spans += [open_of(each.shifts, ()) for each in shop.operators]
    setup_from, setups = [], list[int]()
    for machine in shop.machines:
        setup_from.append(len(setups) if machine.setups else -1)
        setups += [time for row in machine.setups for time in row]
    blocks = _blocks(shop)
    wanted = shop.objective
    operations = [operation for job in shop.jobs for operation in job.operations]
    return Floor(
        _ops(shop, skills),
        _ints([(c.machine, c.duration) for each in operations for c in each.choices]).reshape(-1, 2).T.copy(),
        _ints(tool for each in operations for tool in each.tools),
        np.cumsum(_ints([0, *(tool.count for tool in shop.tools)])),
        _ints(span for row in open_spans for span in row).reshape(-1, 2).T.copy(),
        _from(open_spans),
        _ints(setups),
        _ints(setup_from),
        _ints(len(machine.setups) for machine in shop.machines),
        _ints(machine.family for machine in shop.machines),
        _ints(machine.batch for machine in shop.machines),
        _ints(number for row in people for number in row),
        _from(people),
        _ints(block for row in blocks for block in row).reshape(-1, 3).T.copy(),
        _from(blocks),
        _from([job.operations for job in shop.jobs]),
        _ints(NEVER if job.due is None else job.due for job in shop.jobs),
        np.array([job.weight for job in shop.jobs], dtype=np.float64),
        np.array([wanted.makespan, wanted.lateness, wanted.setup, wanted.work_in_progress], dtype=np.float64),
    )


def _ints(values: Iterable[object]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _from(rows: Sequence[Sequence[object]]) -> Ints:
    return np.cumsum(_ints([0, *(len(row) for row in rows)]))


def open_of(shifts: Sequence[Span] | None, closed: Sequence[Span]) -> list[Span]:
    """Return when something is open: its shifts, joined where they touch, without what closes it."""
    joined: list[Span] = []
    for start, end in [(0, NEVER)] if shifts is None else shifts:
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    for low, high in closed:
        joined = [
            part
            for start, end in joined
            for part in ((start, min(end, low)), (max(start, high), end))
            if part[0] < part[1]
        ]
    return joined


def _ops(shop: Shop, skills: list[str]) -> Table:
    rows: list[tuple[int, ...]] = []
    tools = choices = 0
    for number, job in enumerate(shop.jobs):
        for index, each in enumerate(job.operations):
            release = max(each.release, job.release if index == 0 else 0)
            skill = skills.index(each.skill) if each.skill else -1
            frozen = each.frozen
            held = (frozen.start, frozen.end, frozen.operator, frozen.machine) if frozen else (0, 0, -1, -1)
            rows.append(
                (
                    number, len(rows) - 1 if index else -1, release, each.family, each.size, skill, each.splittable,
                    frozen is not None, *held, tools, choices, index + 1 == len(job.operations),
                )
            )  # fmt: skip
            tools += len(each.tools)
            choices += len(each.choices)
    rows.append((-1, -1, 0, 0, 0, -1, 0, 0, 0, 0, -1, -1, tools, choices, 0))
    return np.array(rows, dtype=np.int64).T.copy()


def _blocks(shop: Shop) -> list[list[tuple[int, int, int]]]:
    """Return the frozen stretches of each machine, then of each operator, sorted."""
    rows: list[list[tuple[int, int, int]]] = [[] for _ in range(len(shop.machines) + len(shop.operators))]
    for job in shop.jobs:
        for each in job.operations:
            if each.frozen is not None:
                block = (each.frozen.start, each.frozen.end, each.family)
                rows[each.frozen.machine].append(block)
                if each.frozen.operator >= 0:
                    rows[len(shop.machines) + each.frozen.operator].append(block)
    return [sorted(row) for row in rows]
