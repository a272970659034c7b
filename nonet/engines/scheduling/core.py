"""The flexible job shop stripped to arrays: what the compiled searches work on."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nonet.engines.scheduling.problem import Objective, Operation, Shop

Ints = npt.NDArray[np.int64]
Ids = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Core:
    """Operations numbered job by job, with number ``n`` standing for "none".

    Parameters
    ----------
    before, after : (n + 1,) Ids
        The operation before and after in the same job; ``n`` for none.
    choice_from : (n + 1,) Ids
        Where each operation's choices begin in the two arrays below.
    choice_machine : (choices,) Ids
    choice_time : (choices,) Ints
    machines : int
    job_first : (jobs + 1,) Ids
        Each job's first operation.
    """

    before: Ids
    after: Ids
    choice_from: Ids
    choice_machine: Ids
    choice_time: Ints
    machines: int
    job_first: Ids

    @property
    def size(self) -> int:
        """Operations."""
        return len(self.before) - 1

    @property
    def jobs(self) -> int:
        """Jobs."""
        return len(self.job_first) - 1

    @property
    def flexible(self) -> bool:
        """Whether any operation has more than one choice."""
        return len(self.choice_machine) > self.size

    @property
    def width(self) -> int:
        """The most operations that one machine could get."""
        return int(np.bincount(self.choice_machine, minlength=1).max()) if self.size else 1

    def shortest(self) -> Ints:
        """(n,) Return each operation's least duration."""
        return np.minimum.reduceat(self.choice_time, self.choice_from[:-1]) if self.size else self.choice_time


@dataclass(frozen=True, slots=True, eq=False)
class Sequence:
    """A solution of a core: one order of all operations that every machine and job keeps, and each one's choice.

    Parameters
    ----------
    makespan : int
    order : (n,) Ids
        Operation numbers; each machine takes its own in this order.
    choice : (n,) Ids
        Which of its choices each operation takes, from 0.
    """

    makespan: int
    order: Ids
    choice: Ids


def is_plain(shop: Shop) -> bool:
    """Return whether a shop is no more than a flexible job shop for makespan with job releases."""
    wanted = shop.objective
    return (
        wanted == Objective(wanted.makespan)
        and wanted.makespan > 0
        and all(
            not (machine.shifts is not None or machine.maintenance or machine.setups or machine.batch)
            for machine in shop.machines
        )
        and all(
            _is_plain(operation, bool(index))
            for job in shop.jobs
            for index, operation in enumerate(job.operations)
        )
    )


def _is_plain(operation: Operation, later: bool) -> bool:
    asks = operation.skill or operation.tools or operation.frozen is not None
    return not asks and not (later and operation.release)


def core_of(shop: Shop) -> Core:
    """Return the arrays of a plain shop; a released job waits on a machine of its own, as its first operation."""
    first, rows, own = [0], [], len(shop.machines)
    for job in shop.jobs:
        if job.operations and (wait := max(job.release, job.operations[0].release)) > 0:
            rows.append([(own, wait)])
            own += 1
        rows += [
            [(choice.machine, choice.duration) for choice in operation.choices]
            for operation in job.operations
        ]
        first.append(len(rows))
    return build(rows, first, own)


def build(rows: list[list[tuple[int, int]]], first: list[int], machines: int) -> Core:
    """Return a core from each operation's (machine, duration) pairs and each job's first operation."""
    n = len(rows)
    before, after = np.arange(-1, n, dtype=np.int32), np.arange(1, n + 2, dtype=np.int32)
    starts = np.array(first[:-1], dtype=np.int64)
    ends = np.array(first[1:], dtype=np.int64)
    filled = ends > starts
    before[starts[filled]] = n
    after[ends[filled] - 1] = n
    before[n] = after[n] = n
    pairs = [pair for row in rows for pair in row]
    return Core(
        before,
        after,
        np.cumsum([0] + [len(row) for row in rows]).astype(np.int32),
        np.array([machine for machine, _ in pairs], dtype=np.int32),
        np.array([time for _, time in pairs], dtype=np.int64),
        machines,
        np.array(first, dtype=np.int32),
    )
