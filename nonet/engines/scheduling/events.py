"""A plan that runs, and something happens: what has begun stays, the rest is put right within seconds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from nonet.engines.scheduling.answer import Plan, Task
from nonet.engines.scheduling.floor import floor_of, open_of
from nonet.engines.scheduling.local import searched
from nonet.engines.scheduling.problem import Frozen, Job, Operation, Shop
from nonet.engines.scheduling.rich import bound_of, lists_of, simulated
from nonet.engines.solving import Limit, ProblemError


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A machine stands from ``now`` until it is mended."""

    machine: int
    now: int
    until: int


@dataclass(frozen=True, slots=True)
class Rush:
    """A new order comes in."""

    job: Job
    now: int


@dataclass(frozen=True, slots=True)
class LateMaterial:
    """The material of an operation comes later than planned."""

    job: int
    index: int
    until: int
    now: int


Event = Breakdown | Rush | LateMaterial


@dataclass(frozen=True, slots=True)
class Rescheduled:
    """The shop as it is after the event, its new plan, and what shifting everything to the right would have cost."""

    shop: Shop
    plan: Plan
    right_shift: Plan
    moved: Sequence[tuple[int, int]]


def reschedule(shop: Shop, plan: Plan, event: Event, limit: Limit) -> Rescheduled:
    """Put a running plan right after an event.

    What has begun by ``event.now`` is frozen; an operation on a machine that breaks goes on once it is mended. The
    answer is never worse than keeping all sequences and shifting to the right.

    Parameters
    ----------
    shop : Shop
        As it was planned.
    plan : Plan
        What runs.
    event : Event
    limit : Limit
        Two seconds are enough for a hundred orders.
    """
    watch = limit.start()
    _check(shop, event)
    after = happened(shop, plan, event)
    floor = floor_of(after)
    kept = lists_of(after, floor, plan)
    bound = bound_of(after, floor)
    shifted = simulated(after, floor, kept, bound, 0)
    lists, steps = searched(after, floor, [kept], watch, bound)
    found = simulated(after, floor, lists, bound, steps)
    return Rescheduled(after, found, shifted, _moved(plan.tasks, found.tasks))


def _check(shop: Shop, event: Event) -> None:
    if isinstance(event, Breakdown) and not 0 <= event.machine < len(shop.machines):
        raise ProblemError("event.machine", f"there is no machine {event.machine}.")
    if isinstance(event, Breakdown) and event.until <= event.now:
        raise ProblemError("event.until", f"{event.until} is not after {event.now}.")
    if isinstance(event, LateMaterial) and not (
        0 <= event.job < len(shop.jobs) and 0 <= event.index < len(shop.jobs[event.job].operations)
    ):
        raise ProblemError("event.job", f"there is no operation {event.index} of job {event.job}.")


def happened(shop: Shop, plan: Plan, event: Event) -> Shop:
    """Return the shop as it is after an event: begun work frozen, nothing else before now."""
    tasks = {(task.job, task.index): task for task in plan.tasks}
    machines = list(shop.machines)
    jobs = [*shop.jobs, event.job] if isinstance(event, Rush) else list(shop.jobs)
    if isinstance(event, Breakdown):
        machine = machines[event.machine]
        stands = _joined([*machine.maintenance, (event.now, event.until)])
        machines[event.machine] = replace(machine, maintenance=stands)
    renewed = [
        replace(
            job,
            operations=[_renewed(shop, each, n, i, tasks, event) for i, each in enumerate(job.operations)],
        )
        for n, job in enumerate(jobs)
    ]
    return replace(shop, machines=machines, jobs=renewed)


def _renewed(
    shop: Shop,
    operation: Operation,
    job: int,
    index: int,
    tasks: Mapping[tuple[int, int], Task],
    event: Event,
) -> Operation:
    task = tasks.get((job, index))
    if operation.frozen is None and task is not None and task.start < event.now:
        end = task.end
        if isinstance(event, Breakdown) and task.machine == event.machine and task.end > event.now:
            end = _mended(shop, task, event)
        return replace(operation, frozen=Frozen(task.machine, task.start, end, task.operator))
    if operation.frozen is not None:
        frozen = operation.frozen
        if (
            isinstance(event, Breakdown)
            and frozen.machine == event.machine
            and frozen.start < event.now < frozen.end
        ):
            task = Task(job, index, frozen.machine, frozen.start, frozen.end, operator=frozen.operator)
            return replace(operation, frozen=replace(frozen, end=_mended(shop, task, event)))
        return operation
    release = max(operation.release, event.now)
    if isinstance(event, LateMaterial) and (event.job, event.index) == (job, index):
        release = max(release, event.until)
    return replace(operation, release=release)


def _mended(shop: Shop, task: Task, event: Breakdown) -> int:
    """Return when an operation ends that goes on after the repair, in the machine's open time."""
    machine = shop.machines[task.machine]
    spans = open_of(machine.shifts, machine.maintenance)
    left = sum(max(0, min(end, task.end) - max(start, event.now)) for start, end in spans)
    for start, end in spans:
        low = max(start, event.until)
        if end > low:
            if end - low >= left:
                return low + left
            left -= end - low
    return max(event.until, task.end) + left


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _moved(former: Sequence[Task], tasks: Sequence[Task]) -> list[tuple[int, int]]:
    """Return the operations that changed machine or start."""
    was = {(task.job, task.index): (task.machine, task.start) for task in former}
    return [
        (task.job, task.index)
        for task in tasks
        if was.get((task.job, task.index)) != (task.machine, task.start)
    ]
