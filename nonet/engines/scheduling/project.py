"""A project: activities in precedence that share resources of limited amount (RCPSP)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from nonet.engines.solving import ProblemError, Reason


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity: how long, what it holds of each resource meanwhile, who may follow it, when it may start."""

    duration: int
    needs: Sequence[int] = ()
    followers: Sequence[int] = ()
    release: int = 0


@dataclass(frozen=True, slots=True)
class Project:
    """Activities and the capacity of each resource; the project is to end as early as can be."""

    activities: Sequence[Activity]
    capacity: Sequence[int] = ()

    def __post_init__(self) -> None:
        count = len(self.activities)
        waits = [0] * count
        for number, each in enumerate(self.activities):
            where = f"activities[{number}]"
            if each.duration < 0 or each.release < 0:
                raise ProblemError(where, "its duration or release is below 0.", "Give 0 or more.")
            if len(each.needs) > len(self.capacity):
                raise ProblemError(f"{where}.needs", f"there are only {len(self.capacity)} resources.")
            over = [k for k, need in enumerate(each.needs) if need > self.capacity[k] or need < 0]
            if over and each.duration:
                raise ProblemError(
                    f"{where}.needs", f"it asks {each.needs[over[0]]} of resource {over[0]}, which has "
                    f"{self.capacity[over[0]]}.", "Raise the capacity or split the activity.",
                )  # fmt: skip
            for follower in each.followers:
                if not 0 <= follower < count:
                    raise ProblemError(f"{where}.followers", f"there is no activity {follower}.")
                waits[follower] += 1
        free = [number for number in range(count) if not waits[number]]
        for number in free:
            for follower in self.activities[number].followers:
                waits[follower] -= 1
                if not waits[follower]:
                    free.append(follower)
        if len(free) < count:
            stuck = next(number for number in range(count) if waits[number])
            raise ProblemError(
                f"activities[{stuck}]", "it waits for itself in a circle.", "Break the circle."
            )


@dataclass(frozen=True, slots=True)
class ProjectPlan:
    """Start of each activity, the project's end, what no plan can beat, and the chain that makes it so long."""

    starts: Sequence[int]
    makespan: int
    bound: int
    optimal: bool
    reasons: Sequence[Reason] = field(default=())
    iterations: int = 0
