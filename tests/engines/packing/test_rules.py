"""Every rule of the packing model is kept by the engine and its breach is told by ``violations``."""

from dataclasses import replace

import pytest

from nonet.engines.packing import Axles, Balance, Container, Item, Load, Placement, Problem, solve, violations
from nonet.engines.solving import Limit, ProblemError

LIMIT = Limit(seconds=60, iterations=12)
ROOM = Container("room", (10, 10, 10))
LIGHT = replace(ROOM, weight_limit=5)


def put(item, at, size):
    return Placement(item, at, size)


CUBE, AT = (4, 4, 4), (0, 0, 0)
STACK = [put(0, AT, CUBE), put(0, (0, 0, 4), CUBE)]
BROKEN = [
    ("sticks out", Problem((Item("a", CUBE),), (ROOM,)), [put(0, (8, 0, 0), CUBE)]),
    ("overlap", Problem((Item("a", CUBE, 2),), (ROOM,)), [put(0, AT, CUBE), put(0, (3, 3, 3), CUBE)]),
    ("turned", Problem((Item("a", (4, 3, 2), turns=("XYZ",)),), (ROOM,)), [put(0, (0, 0, 0), (3, 4, 2))]),
    ("packed 2 times", Problem((Item("a", CUBE),), (ROOM,)), [put(0, AT, CUBE), put(0, (5, 0, 0), CUBE)]),
    (
        "weighs 9 of 5",
        Problem((Item("a", CUBE, weight=9),), (LIGHT,)),
        [put(0, AT, CUBE)],
    ),
    (
        "rests on 8 of 16",
        Problem((Item("a", CUBE, 2),), (ROOM,), support=0.6),
        [put(0, AT, CUBE), put(0, (2, 0, 4), CUBE)],
    ),
    (
        "bears 7 of 5",
        Problem((Item("a", CUBE, 2, weight=7, bears=5),), (ROOM,)),
        STACK,
    ),
    (
        "has 1 above it of 0",
        Problem((Item("a", CUBE, 2, layers=0),), (ROOM,)),
        STACK,
    ),
    (
        "stands before box 0",
        Problem((Item("a", CUBE), Item("b", CUBE, stop=1)), (ROOM,), unloading=True),
        [put(0, AT, CUBE), put(1, (4, 0, 0), CUBE)],
    ),
    (
        "stands above box 0",
        Problem((Item("a", CUBE), Item("b", CUBE, stop=1)), (ROOM,), unloading=True),
        [put(0, AT, CUBE), put(1, (0, 0, 4), CUBE)],
    ),
    (
        "share it",
        Problem((Item("a", CUBE, kind="x"), Item("b", CUBE, kind="y")), (ROOM,), apart=(("x", "y"),)),
        [put(0, AT, CUBE), put(1, (4, 0, 0), CUBE)],
    ),
    ("some stay out", Problem((Item("a", CUBE, 2, together="set"),), (ROOM,)), [put(0, AT, CUBE)]),
    (
        "centre of gravity",
        Problem((Item("a", CUBE, weight=3),), (replace(ROOM, balance=Balance(x=(0.4, 0.6))),)),
        [put(0, AT, CUBE)],
    ),
    (
        "front axle",
        Problem((Item("a", CUBE, weight=3),), (replace(ROOM, axles=Axles(0, 10, 2, 9)),)),
        [put(0, AT, CUBE)],
    ),
]


@pytest.mark.parametrize(("told", "problem", "boxes"), BROKEN, ids=[each[0] for each in BROKEN])
def test_a_broken_rule_is_told_and_the_engine_keeps_it(told, problem, boxes):
    assert any(told in fault for fault in violations(problem, [Load(0, tuple(boxes))]))
    answer = solve(problem, LIMIT)
    assert not violations(problem, answer.loads)


def test_balance_moves_a_load_into_its_window():
    container = replace(ROOM, balance=Balance(x=(0.4, 0.6), y=(0.4, 0.6)))
    answer = solve(Problem((Item("a", (4, 4, 4), weight=3),), (container,)), LIMIT)
    assert answer.parts["worth"] == 64 and not answer.left


def test_what_bears_little_goes_on_top():
    items = (Item("glass", (5, 5, 5), 4, weight=1, bears=0), Item("brick", (5, 5, 5), 4, weight=9))
    answer = solve(Problem(items, (ROOM,), support=1.0), LIMIT)
    assert not answer.left and not violations(Problem(items, (ROOM,), support=1.0), answer.loads)


def test_kinds_apart_go_into_two_containers():
    items = (Item("a", (4, 4, 4), kind="food"), Item("b", (4, 4, 4), kind="soap"))
    problem = Problem(items, (ROOM,), "fewest", apart=(("food", "soap"),))
    answer = solve(problem, LIMIT)
    assert answer.objective == 2 and not answer.left and not violations(problem, answer.loads)


def test_stops_are_loaded_last_first():
    items = tuple(Item(f"s{stop}", (3, 5, 5), 3, stop=stop) for stop in range(3))
    problem = Problem(items, (ROOM,), support=1.0, unloading=True)
    answer = solve(problem, LIMIT)
    assert answer.parts["worth"] >= 9 * 75 - 75 and not violations(problem, answer.loads)
    seen = [problem.items[p.item].stop for p in answer.loads[0].placements]
    assert seen[0] == 2


@pytest.mark.parametrize(
    ("where", "make"),
    [
        (r"items\[0\]\.size", lambda: Problem((Item("a", (0, 1, 1)),), (ROOM,))),
        (r"items\[0\]\.turns", lambda: Problem((Item("a", (1, 1, 1), turns=("XXX",)),), (ROOM,))),
        (r"items\[0\]", lambda: Problem((Item("a", (1, 1, 1), weight=-1),), (ROOM,))),
        ("containers:", lambda: Problem((), ())),
        (r"containers\[0\]\.size", lambda: Problem((), (Container("c", (0, 1, 1)),))),
        ("aim", lambda: Problem((), (ROOM,), "best")),
        ("support", lambda: Problem((), (ROOM,), support=2)),
        (r"containers\[0\]\.axles", lambda: Problem((), (replace(ROOM, axles=Axles(5, 5, 1, 1)),))),
    ],
)
def test_a_problem_that_cannot_be_is_refused_by_name(where, make):
    with pytest.raises(ProblemError, match=where):
        make()
