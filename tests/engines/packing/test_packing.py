"""Loading, counting containers and choosing cartons: never broken, never worse than known, equal to brute force."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nonet.engines.packing import Container, Item, Placement, Problem, Tariff, cartonise, solve, violations
from nonet.engines.packing.exact import Proof, may_fit
from nonet.engines.packing.fewest import _trimmed
from nonet.engines.packing.rules import overlap
from nonet.engines.solving import Limit

FEW = Limit(seconds=60, iterations=3)
edges = st.tuples(*[st.integers(1, 6)] * 3)
items = st.lists(
    st.builds(Item, st.just("i"), edges, st.integers(0, 4), st.integers(0, 5)), min_size=0, max_size=4
)
rooms = st.builds(
    Container, st.just("c"), st.tuples(*[st.integers(2, 9)] * 3), weight_limit=st.sampled_from([None, 12])
)


@settings(max_examples=25, deadline=None)
@given(items, rooms, st.sampled_from([0.0, 0.6, 1.0]), st.sampled_from(["value", "fewest", "cost"]))
def test_no_rule_is_broken_and_nothing_is_lost(some, room, support, aim):
    problem = Problem(tuple(some), (room,), aim, support)
    answer = solve(problem, FEW)
    assert not violations(problem, answer.loads)
    packed = sum(len(load.placements) for load in answer.loads)
    assert packed + sum(answer.left.values()) == sum(item.count for item in some)
    assert (
        answer.objective <= answer.bound
        if aim == "value"
        else answer.objective >= answer.bound or answer.left
    )


@settings(max_examples=15, deadline=None)
@given(st.lists(st.builds(Item, st.just("i"), edges), min_size=1, max_size=3), rooms)
def test_a_few_boxes_are_all_packed_where_brute_force_packs_them(some, room):
    room = Container("c", room.size)
    proof = may_fit(some, [1] * len(some), room)
    answer = solve(Problem(tuple(some), (room,)), Limit(seconds=60, iterations=6))
    assert (not answer.left) == (proof is Proof.FITS)


def test_more_rounds_are_never_worse_and_repeat():
    boxes = tuple(Item(str(k), (3 + k % 4, 2 + k % 3, 2 + k % 5), 3) for k in range(8))
    problem = Problem(boxes, (Container("c", (14, 9, 8)),))
    worths = [solve(problem, Limit(seconds=60, iterations=k)).objective for k in (0, 2, 5)]
    assert all(one <= other for one, other in pairwise(worths))
    assert solve(problem, Limit(seconds=60, iterations=2)) == solve(problem, Limit(seconds=60, iterations=2))


def test_a_start_is_never_made_worse():
    problem = Problem((Item("a", (3, 2, 2), 9), Item("b", (2, 2, 1), 9)), (Container("c", (7, 5, 4)),))
    good = solve(problem, Limit(seconds=60, iterations=8))
    assert solve(problem, Limit(seconds=60, iterations=0), start=good).objective >= good.objective


def test_full_containers_are_proved():
    answer = solve(Problem((Item("a", (2, 2, 2), 8),), (Container("c", (4, 4, 4)),)), FEW)
    assert answer.optimal and answer.objective == 64 and answer.bound == 64
    answer = solve(Problem((Item("a", (2, 2, 2), 24),), (Container("c", (4, 4, 4)),), "fewest"), FEW)
    assert answer.optimal and answer.objective == 3


def test_what_fits_nowhere_stays_out_with_a_reason():
    items = (Item("pole", (20, 1, 1)), Item("cube", (2, 2, 2)))
    for aim in ("value", "fewest", "cost"):
        answer = solve(Problem(items, (Container("c", (4, 4, 4)),), aim), FEW)
        assert dict(answer.left) == {0: 1} and "too large" in str(answer.reasons[0])


@pytest.mark.parametrize("aim", ["value", "fewest", "cost"])
def test_nothing_to_pack_is_an_empty_answer(aim):
    answer = solve(Problem((), (Container("c", (4, 4, 4)),), aim), FEW)
    assert not answer.loads and answer.objective == 0 and answer.optimal


def test_boxes_are_listed_in_an_order_in_which_they_can_be_loaded():
    boxes = tuple(Item(str(k), (2 + k % 3, 2, 1 + k % 2), 4) for k in range(6))
    answer = solve(Problem(boxes, (Container("c", (9, 6, 5)),), support=1.0), FEW)
    done = answer.loads[0].placements
    for k, p in enumerate(done):
        for later in done[k + 1 :]:
            assert not (later.end[2] <= p.at[2] and overlap(later, p, (0, 1)))
            assert not (later.end[0] <= p.at[0] and overlap(later, p, (1, 2)))


CARTONS = (
    Container("S", (200, 150, 100), cost=50, weight_limit=5000),
    Container("M", (300, 200, 150), cost=80, weight_limit=10000),
    Container("L", (400, 300, 300), cost=150, weight_limit=20000),
)
TARIFF = Tariff(base=300, per_step=100)


def test_the_cheapest_carton_that_holds_an_order_is_taken_and_says_why():
    cups = (Item("cup", (100, 100, 90), 4, 300), Item("book", (210, 150, 30), 2, 600))
    answer = solve(Problem(cups, CARTONS, "cost", tariff=TARIFF), FEW)
    (load,) = answer.loads
    assert CARTONS[load.container].name == "M" and not answer.left
    said = [str(each) for each in load.reasons]
    assert any("M holds all 6 boxes" in each for each in said) and any("S" in each for each in said)
    assert answer.objective == TARIFF.of(CARTONS[1], load.weight, load.volume)


def test_two_small_cartons_are_taken_when_they_cost_less_than_a_large_one():
    dear = (CARTONS[0], Container("XL", (400, 300, 300), cost=5000))
    problem = Problem((Item("brick", (200, 150, 100), 2, 100),), dear, "cost", tariff=TARIFF)
    answer = solve(problem, FEW)
    assert [load.container for load in answer.loads] == [0, 0] and not answer.left


def test_a_carton_of_which_there_is_one_is_used_once():
    few = (Container("S", (10, 10, 10), count=1, cost=1), Container("M", (20, 20, 20), count=1, cost=9))
    problem = Problem((Item("a", (10, 10, 10), 12),), few, "cost", tariff=TARIFF)
    answer = solve(problem, FEW)
    assert not violations(problem, answer.loads) and dict(answer.left) == {0: 3}


def test_many_orders_are_packed_in_one_go_as_each_alone():
    orders = [
        Problem((Item("a", (90, 60, 40), n, 200),), CARTONS, "cost", 0.7, tariff=TARIFF) for n in (1, 9, 40)
    ]
    answers = cartonise(orders, Limit(seconds=60, iterations=3, workers=2))
    assert [each.objective for each in answers] == [solve(order, FEW).objective for order in orders]


def test_brute_force_tells_what_cannot_be():
    room = Container("c", (3, 3, 3))
    assert may_fit([Item("a", (2, 2, 2))], [2], room) is Proof.NEVER
    assert may_fit([Item("a", (3, 3, 1))], [3], room) is Proof.FITS
    assert may_fit([Item("a", (1, 1, 1))], [9], room) is Proof.OPEN


def test_the_example_of_the_page_prints_what_the_page_says(capsys):
    page = (Path(__file__).parents[3] / "docs" / "algorithms" / "packing.md").read_text(encoding="utf-8")
    exec(page.split("```python")[1].split("```")[0], {})
    assert capsys.readouterr().out.strip() in page


def test_containers_of_which_there_are_none_hold_nothing():
    for aim in ("value", "fewest", "cost"):
        answer = solve(Problem((Item("a", (1, 1, 1)),), (Container("c", (4, 4, 4), count=0),), aim), FEW)
        assert not answer.loads and dict(answer.left) == {0: 1}


def test_surplus_boxes_are_taken_out_and_no_more():
    boxes = [Placement(0, (2 * k, 0, 0), (2, 2, 2)) for k in range(4)]
    trimmed = _trimmed([boxes, boxes], [5], False)
    assert trimmed is not None and sum(len(each) for each in trimmed) == 5
