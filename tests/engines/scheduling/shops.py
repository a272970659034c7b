"""Shops drawn at random, with everything a shop can have."""

import random

from nonet.engines.scheduling import Choice, Job, Machine, Objective, Operation, Operator, Shop, Tool

SKILLS = ("weld", "mill")


def drawn(seed: int, jobs: int = 5, rich: bool = True) -> Shop:
    """Return a shop; the same for the same seed."""
    rng = random.Random(seed)
    machines = [_machine(rng, number) if rich else Machine(str(number)) for number in range(3)]
    operators = [
        Operator(f"O{k}", frozenset(rng.sample(SKILLS, 1 if k else 2)), _shifts(rng)) for k in range(2)
    ]
    objective = Objective(
        makespan=rng.choice((0.0, 1.0)) if rich else 1.0,
        lateness=rng.choice((1.0, 10.0)) if rich else 0.0,
        setup=rng.choice((0.0, 1.0)) if rich else 0.0,
        work_in_progress=rng.choice((0.0, 0.5)) if rich else 0.0,
    )
    return Shop(
        machines,
        [_job(rng, number, rich) for number in range(jobs)],
        operators if rich else (),
        [Tool("T0"), Tool("T1", 2)] if rich else (),
        objective,
    )


def _shifts(rng: random.Random) -> list[tuple[int, int]] | None:
    return None if rng.random() < 0.5 else [(24 * day + 6, 24 * day + 18) for day in range(60)]


def _machine(rng: random.Random, number: int) -> Machine:
    setups = [[0 if i == j else rng.randint(1, 3) for j in range(3)] for i in range(3)]
    start = rng.randint(5, 40)
    return Machine(
        f"M{number}",
        _shifts(rng),
        [(start, start + rng.randint(1, 6))] if rng.random() < 0.4 else (),
        setups if rng.random() < 0.6 else (),
        rng.choice((-1, 0, 1)),
        3 if number == 2 else 0,
    )


def _job(rng: random.Random, number: int, rich: bool) -> Job:
    operations = [_operation(rng, rich) for _ in range(rng.randint(1, 4))]
    release = rng.randint(0, 5) if rng.random() < 0.3 else 0
    due = rng.randint(5, 40) if rich and rng.random() < 0.8 else None
    return Job(f"J{number}", operations, release, due, rng.choice((1.0, 2.0)))


def _operation(rng: random.Random, rich: bool) -> Operation:
    choices = [Choice(machine, rng.randint(1, 9)) for machine in rng.sample(range(3), rng.randint(1, 2))]
    if not rich:
        return Operation(choices)
    return Operation(
        choices,
        release=rng.randint(0, 20) if rng.random() < 0.2 else 0,
        family=rng.randrange(3),
        size=rng.randint(1, 2),
        skill=rng.choice(SKILLS) if rng.random() < 0.3 else "",
        tools=rng.sample(range(2), 1) if rng.random() < 0.2 else (),
        splittable=rng.random() < 0.7,
    )
