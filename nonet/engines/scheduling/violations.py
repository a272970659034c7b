"""What a plan breaks, judged from the shop and the tasks alone, without the simulation."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from nonet.engines.scheduling.answer import Plan, Task
from nonet.engines.scheduling.problem import Shop, Span


def violations(shop: Shop, plan: Plan) -> list[str]:
    """Return a sentence for each thing that a plan breaks; empty when it stands."""
    told = _known(shop, plan.tasks)
    if told:
        return told
    rows = defaultdict(list)
    for task in plan.tasks:
        rows[task.machine].append(task)
        told += _operation(shop, task)
    told += _orders(shop, plan.tasks)
    for machine, row in rows.items():
        told += _machine(shop, machine, row)
    return told + _operators(shop, plan.tasks) + _tools(shop, plan.tasks)


def _name(task: Task) -> str:
    return f"operation {task.index} of job {task.job}"


def _known(shop: Shop, tasks: Sequence[Task]) -> list[str]:
    seen = {(task.job, task.index) for task in tasks}
    wanted = {(number, index) for number, job in enumerate(shop.jobs) for index in range(len(job.operations))}
    told = [f"operation {index} of job {job} is not planned" for job, index in sorted(wanted - seen)]
    if len(seen) != len(tasks) or seen - wanted:
        told.append("an operation is planned twice or unknown")
    return told


def _operation(shop: Shop, task: Task) -> list[str]:
    job = shop.jobs[task.job]
    operation, machine = job.operations[task.index], shop.machines[task.machine]
    frozen = operation.frozen
    if frozen is not None:
        held = (task.machine, task.start, task.end) == (frozen.machine, frozen.start, frozen.end)
        return [] if held else [f"{_name(task)} is frozen and was moved"]
    durations = [each.duration for each in operation.choices if each.machine == task.machine]
    if not durations:
        return [f"{_name(task)} cannot be done on machine {task.machine}"]
    told = []
    if task.start < max(operation.release, job.release):
        told.append(f"{_name(task)} starts before its release")
    spans = _both(
        _open(machine.shifts, machine.maintenance),
        _open(shop.operators[task.operator].shifts, ()) if task.operator >= 0 else [(0, 1 << 60)],
    )
    open_time = _within(spans, task.start, task.end)
    if open_time != durations[0] or (not operation.splittable and open_time != task.end - task.start):
        told.append(f"{_name(task)} works {open_time} of the {durations[0]} it takes")
    return told


def _orders(shop: Shop, tasks: Sequence[Task]) -> list[str]:
    at = {(task.job, task.index): task for task in tasks}
    return [
        f"{_name(task)} starts before the one before it ends"
        for (job, index), task in at.items()
        if index and task.start < at[job, index - 1].end
    ]


def _machine(shop: Shop, number: int, row: list[Task]) -> list[str]:
    """Check that a machine does one thing (or batch) at a time and has the time for its set-ups."""
    machine, told = shop.machines[number], []
    spans = _open(machine.shifts, machine.maintenance)
    groups: dict[tuple[int, int], list[Task]] = defaultdict(list)
    for place, task in enumerate(sorted(row, key=lambda each: (each.start, each.end))):
        key = (task.batch, -1) if task.batch >= 0 else (-1, place)
        if machine.batch and shop.jobs[task.job].operations[task.index].frozen is not None:
            key = (-2 - task.start, task.end)  # what runs together by hand is a batch too
        groups[key].append(task)
    former, free = machine.family, 0
    for group in sorted(groups.values(), key=lambda each: (each[0].start, each[0].end)):
        head = group[0]
        told += _batch(shop, number, group)
        operation = shop.jobs[head.job].operations[head.index]
        setup = machine.setups[former][operation.family] if machine.setups and former >= 0 else 0
        if head.start < free:
            told.append(f"machine {number} is busy when {_name(head)} starts")
        elif operation.frozen is None and _within(spans, free, head.start) < setup:
            told.append(f"machine {number} has no time for the set-up before {_name(head)}")
        former, free = operation.family, max(free, head.end)
    return told


def _batch(shop: Shop, number: int, group: list[Task]) -> list[str]:
    if len(group) == 1:
        return []
    head, told = group[0], []
    operations = [shop.jobs[task.job].operations[task.index] for task in group]
    if any((task.start, task.end) != (head.start, head.end) for task in group):
        told.append(f"a batch on machine {number} does not run together")
    if len({operation.family for operation in operations}) > 1:
        told.append(f"a batch on machine {number} is of several families")
    if sum(operation.size for operation in operations) > shop.machines[number].batch:
        told.append(f"a batch on machine {number} is too big")
    return told


def _operators(shop: Shop, tasks: Sequence[Task]) -> list[str]:
    told, rows = [], defaultdict(list)
    attended = {(task.machine, task.batch) for task in tasks if task.batch >= 0 and task.operator >= 0}
    for task in tasks:
        operation = shop.jobs[task.job].operations[task.index]
        if task.operator >= 0:
            rows[task.operator].append(task)
        if operation.skill and operation.frozen is None:
            with_batch = (task.machine, task.batch) in attended
            if task.operator < 0 and not with_batch:
                told.append(f"{_name(task)} has no operator")
            elif task.operator >= 0 and operation.skill not in shop.operators[task.operator].skills:
                told.append(f"operator {task.operator} does not know {operation.skill}")
    for operator, row in rows.items():
        row.sort(key=lambda each: (each.start, each.end))
        told += [
            f"operator {operator} does two operations at {after.start}"
            for before, after in pairwise(row)
            if after.start < before.end
        ]
    return told


def _tools(shop: Shop, tasks: Sequence[Task]) -> list[str]:
    changes: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for task in tasks:
        for tool in shop.jobs[task.job].operations[task.index].tools:
            if task.end > task.start:
                changes[tool] += [(task.start, 1), (task.end, -1)]
    told = []
    for tool, moments in changes.items():
        held = 0
        for moment, change in sorted(moments):
            held += change
            if held > shop.tools[tool].count:
                told.append(f"tool {tool} is held too often at {moment}")
                break
    return told


def _open(shifts: Sequence[Span] | None, closed: Sequence[Span]) -> list[Span]:
    spans = [(0, 1 << 60)] if shifts is None else list(shifts)
    for low, high in closed:
        spans = [
            part
            for start, end in spans
            for part in ((start, min(end, low)), (max(start, high), end))
            if part[0] < part[1]
        ]
    return spans


def _both(one: list[Span], other: list[Span]) -> list[Span]:
    return [(max(a, c), min(b, d)) for a, b in one for c, d in other if max(a, c) < min(b, d)]


def _within(spans: list[Span], low: int, high: int) -> int:
    return sum(max(0, min(end, high) - max(start, low)) for start, end in spans)
