"""What is to be scheduled: jobs of operations on machines, with all that keeps an operation from starting.

Times are whole units from the start of the plan (minutes, seconds: the caller's choice, one throughout).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from nonet.engines.solving import ProblemError

Span = tuple[int, int]  # from, until (not included)


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine, cell or oven.

    Parameters
    ----------
    name : str
        As the planner knows it.
    shifts : Sequence[Span] | None
        When it works, in rising order; None is always. After the last shift it never works again.
    maintenance : Sequence[Span]
        When it stands although it is a shift.
    setups : Sequence[Sequence[int]]
        (families × families) set-up time from the family made last to the next; empty when there is none.
    family : int
        What it is set up for at the start; -1 when a first set-up costs nothing.
    batch : int
        How much (sum of the operations' sizes) it treats at once; 0 when it treats one operation at a time. Operations
        of one batch are of one family, start and end together.
    """

    name: str
    shifts: Sequence[Span] | None = None
    maintenance: Sequence[Span] = ()
    setups: Sequence[Sequence[int]] = ()
    family: int = -1
    batch: int = 0

    def __post_init__(self) -> None:
        _check_spans(f"machine {self.name}.shifts", self.shifts or ())
        _check_spans(f"machine {self.name}.maintenance", self.maintenance)
        if any(len(row) != len(self.setups) or min(row) < 0 for row in self.setups):
            raise ProblemError(
                f"machine {self.name}.setups",
                "is not a square table of times of 0 or more.",
                "Give a row and a column for each family.",
            )
        if self.batch < 0:
            raise ProblemError(f"machine {self.name}.batch", f"{self.batch} is below 0.", "Give 0 for none.")


@dataclass(frozen=True, slots=True)
class Operator:
    """A person who attends operations, one at a time, for their whole duration."""

    name: str
    skills: frozenset[str] = frozenset()
    shifts: Sequence[Span] | None = None

    def __post_init__(self) -> None:
        _check_spans(f"operator {self.name}.shifts", self.shifts or ())


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool, fixture or mould of which there are ``count``."""

    name: str
    count: int = 1

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ProblemError(f"tool {self.name}.count", f"{self.count} is none.", "Give at least 1.")


@dataclass(frozen=True, slots=True)
class Choice:
    """A machine that can do an operation, and how long it takes there."""

    machine: int
    duration: int


@dataclass(frozen=True, slots=True)
class Frozen:
    """Where and when an operation runs or ran; not to be changed."""

    machine: int
    start: int
    end: int
    operator: int = -1


@dataclass(frozen=True, slots=True)
class Operation:
    """A step of a job.

    Parameters
    ----------
    choices : Sequence[Choice]
        The machines that can do it, at least one.
    release : int
        When its material is there.
    family : int
        Row and column in the machines' set-up tables; also who may share a batch.
    size : int
        What it takes of a batch machine.
    skill : str
        What its operator must know; empty when it needs nobody.
    tools : Sequence[int]
        Numbers of the tools that it holds while it runs.
    splittable : bool
        It may pause while its machine is closed; otherwise it needs one open stretch.
    frozen : Frozen | None
        It already runs, or must not be moved.
    """

    choices: Sequence[Choice]
    release: int = 0
    family: int = 0
    size: int = 1
    skill: str = ""
    tools: Sequence[int] = ()
    splittable: bool = True
    frozen: Frozen | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A production order: operations one after the other, wanted by ``due`` (None: any time)."""

    name: str
    operations: Sequence[Operation]
    release: int = 0
    due: int | None = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Objective:
    """What is made small: the sum of the parts by their weights.

    Parameters
    ----------
    makespan : float
        Per unit of time until the last operation ends.
    lateness : float
        Per unit of time that a job ends after its due date, times the job's weight.
    setup : float
        Per unit of set-up time.
    work_in_progress : float
        Per unit of time between a job's first start and its end.
    """

    makespan: float = 1.0
    lateness: float = 0.0
    setup: float = 0.0
    work_in_progress: float = 0.0


@dataclass(frozen=True, slots=True)
class Shop:
    """A flexible job shop with all that surrounds it.

    Parameters
    ----------
    machines : Sequence[Machine]
        At least one.
    jobs : Sequence[Job]
        May be none.
    operators, tools
        Shared by all machines; needed only where operations ask for them.
    objective : Objective
        Makespan unless said otherwise.
    """

    machines: Sequence[Machine]
    jobs: Sequence[Job]
    operators: Sequence[Operator] = ()
    tools: Sequence[Tool] = ()
    objective: Objective = Objective()

    def __post_init__(self) -> None:
        if not self.machines:
            raise ProblemError("machines", "there is none.", "Give at least one.")
        for number, job in enumerate(self.jobs):
            if job.weight < 0:
                raise ProblemError(f"jobs[{number}].weight", f"{job.weight} is below 0.")
            for index, operation in enumerate(job.operations):
                where = f"jobs[{number}].operations[{index}]"
                self._check(where, operation)
                if operation.frozen is not None and index and job.operations[index - 1].frozen is None:
                    raise ProblemError(
                        f"{where}.frozen", "the operation before it is not frozen.", "Freeze that too."
                    )

    def _check(self, where: str, operation: Operation) -> None:
        if not operation.choices:
            raise ProblemError(f"{where}.choices", "no machine can do it.", "Name at least one.")
        for choice in operation.choices:
            self._check_choice(where, choice, operation)
        if any(not 0 <= tool < len(self.tools) for tool in operation.tools):
            raise ProblemError(f"{where}.tools", f"{list(operation.tools)} are not all among the tools.")
        frozen = operation.frozen
        if frozen is not None and not 0 <= frozen.machine < len(self.machines):
            raise ProblemError(f"{where}.frozen", f"there is no machine {frozen.machine}.")
        if frozen is not None and frozen.end < frozen.start:
            raise ProblemError(
                f"{where}.frozen", f"it ends at {frozen.end}, before its start {frozen.start}."
            )

    def _check_choice(self, where: str, choice: Choice, operation: Operation) -> None:
        if not 0 <= choice.machine < len(self.machines):
            raise ProblemError(
                f"{where}.choices",
                f"there is no machine {choice.machine}.",
                f"They count from 0 to {len(self.machines) - 1}.",
            )
        if choice.duration < 0:
            raise ProblemError(f"{where}.choices", f"a duration of {choice.duration} is below 0.")
        setups = self.machines[choice.machine].setups
        if setups and not 0 <= operation.family < len(setups):
            raise ProblemError(
                f"{where}.family",
                f"machine {choice.machine} has no set-up times for family {operation.family}.",
                f"Its table knows 0 to {len(setups) - 1}.",
            )


def _check_spans(where: str, spans: Sequence[Span]) -> None:
    before = None
    for start, end in spans:
        if end <= start or (before is not None and start < before):
            raise ProblemError(
                where,
                f"{start}–{end} is empty or begins before the former ends.",
                "Sort them, without overlap.",
            )
        before = end
