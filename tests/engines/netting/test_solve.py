"""The plan equals a slow one to the unit, keeps its rules, and tells loops, messages and pegs."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from bench import mrp
from nonet.engines.netting import (
    KINDS,
    RULES,
    Demand,
    Parts,
    Pegging,
    Points,
    Problem,
    Receipts,
    Sources,
    messages,
    reasons,
    solve,
    table,
    violations,
)
from nonet.engines.solving import Limit, ProblemError
from nonet.faces.cli.main import app
from tests.engines.netting.reference import Slow

LIMIT = Limit(seconds=60)


@st.composite
def problems(draw, most_points=6, most_buckets=10):
    n, periods = draw(st.integers(1, most_points)), draw(st.integers(1, most_buckets))

    def column(strategy, rows):
        return draw(st.lists(strategy, min_size=rows, max_size=rows))

    small, flag, step = st.integers(0, 3), st.booleans(), st.sampled_from([0.0, 0.0, 2.5, 4.0])
    few = st.sampled_from([False, False, False, True])
    points = table(
        Points, n,
        stock=column(st.integers(-3, 20), n), safety=column(st.sampled_from([0, 0, 5]), n),
        safety_time=column(st.sampled_from([0, 0, 1]), n), rule=column(st.integers(0, 3), n),
        lot=column(step, n), supply=column(st.integers(1, 4), n), least=column(step, n), most=column(step, n),
        multiple=column(step, n), setup=column(small, n), holding=column(small, n),
        fence=column(st.sampled_from([0, 0, 0, 2]), n), phantom=column(few, n), shared=column(few, n),
        calendar=column(st.integers(0, 1), n),
    )  # fmt: skip
    s = draw(st.integers(0, 2 * n))
    sources = table(
        Sources, s,
        point=column(st.integers(0, n - 1), s), lead=column(small, s), output=column(st.sampled_from([1.0, 0.8]), s),
        priority=column(small, s), share=column(st.sampled_from([0.0, 1.0, 2.0]), s),
        since=column(st.sampled_from([0, 0, 4]), s), until=column(st.sampled_from([3, 99, 99]), s),
    )  # fmt: skip
    rows = draw(st.lists(st.tuples(st.integers(0, s - 1), st.integers(0, n - 1)), max_size=10)) if s else []
    rows = [(source, point) for source, point in rows if point > sources.point[source]]
    p = len(rows)
    parts = table(
        Parts, p,
        source=[each for each, _ in rows], point=[each for _, each in rows],
        quantity=column(st.sampled_from([1.0, 2.0, 0.5, -0.5]), p), scrap=column(st.sampled_from([0.0, 0.1]), p),
        fixed=column(st.sampled_from([0.0, 0.0, 1.0]), p), offset=column(st.sampled_from([0, 0, 1]), p),
        since=column(st.sampled_from([0, 0, 2]), p), until=column(st.sampled_from([99, 99, 5]), p),
    )  # fmt: skip
    d, r = draw(st.integers(0, 8)), draw(st.integers(0, 5))
    when, quantity = st.integers(-1, periods), st.integers(0, 12)
    demand = table(
        Demand,
        d,
        point=column(st.integers(0, n - 1), d),
        bucket=column(when, d),
        quantity=column(quantity, d),
    )
    receipts = table(
        Receipts, r, point=column(st.integers(0, n - 1), r), bucket=column(when, r), quantity=column(quantity, r),
        firm=column(flag, r),
    )  # fmt: skip
    calendars = np.array([[True] * periods, [bool(each % 3) for each in range(periods)]])
    if periods < 2:
        calendars[:] = True
    names = tuple(f"p{each}" for each in range(n))
    return Problem(names, periods, points, sources, parts, demand, receipts, calendars)


@settings(max_examples=70, deadline=None)
@given(problems())
def test_equal_to_a_slow_plan_to_the_unit(problem):
    plan, slow = solve(problem, LIMIT), Slow(problem).run()
    assert plan.gross == pytest.approx(np.array(slow.gross), abs=1e-4)
    found = {(int(i), int(t)): plan.planned[i, t] for i, t in zip(*np.nonzero(plan.planned), strict=True)}
    assert found == pytest.approx(slow.planned, abs=1e-4)
    assert {key: int(plan.chosen[key]) for key in found} == slow.chosen
    assert {row: int(when) for row, when in enumerate(plan.moved) if when < problem.buckets} == {
        row: when for row, when in slow.moved.items() if when < problem.buckets
    }


@settings(max_examples=40, deadline=None)
@given(problems())
def test_every_rule_is_kept_and_pegs_add_up(problem):
    plan = solve(problem, LIMIT)
    assert violations(plan) == ()
    pegging = Pegging(plan)
    for point in range(len(problem.names)):
        served: dict[object, float] = {}
        used: dict[object, float] = {}
        for peg in pegging.pegs(point):
            served[peg.need] = served.get(peg.need, 0.0) + peg.quantity
            used[peg.supply] = used.get(peg.supply, 0.0) + peg.quantity
        for end, quantity in used.items():
            if end.kind == "order":
                assert quantity == pytest.approx(plan.planned[point, end.row], abs=1e-6)
        for end, quantity in served.items():
            if end.kind == "demand":
                assert quantity <= problem.demand.quantity[end.row] + 1e-6


def chain() -> Problem:
    """A pump of one body and four bolts; bodies are cast or, late, bought."""
    points = table(
        Points, 3, stock=[5, 0, 100], rule=[0, RULES.index("fixed"), RULES.index("period_of_supply")], lot=[0, 20, 0],
        supply=[1, 1, 3], most=[0, 10, 0],
    )  # fmt: skip
    sources = table(
        Sources, point=[0, 1, 1, 2], lead=[1, 2, 1, 3], until=[99, 5, 99, 99], priority=[0, 0, 1, 0]
    )
    parts = table(Parts, source=[0, 0], point=[1, 2], quantity=[1, 4])
    demand = table(Demand, point=[0, 0, 2], bucket=[3, 8, 6], quantity=[12, 30, 10])
    receipts = table(Receipts, point=[2, 2], bucket=[7, 9], quantity=[40, 15])
    return Problem(("pump", "body", "bolt"), 10, points, sources, parts, demand, receipts)


def test_a_small_plan_by_hand():
    plan = solve(chain(), LIMIT)
    assert plan.planned[0].nonzero()[0].tolist() == [3, 8] and plan.planned[0, [3, 8]].tolist() == [7, 30]
    assert plan.gross[1, [2, 7]].tolist() == [7, 30]
    assert plan.planned[1, [2, 7]].tolist() == [20, 20] and plan.chosen[1, [2, 7]].tolist() == [1, 2]
    assert plan.gross[2, [2, 6, 7]].tolist() == [28, 10, 120]
    assert plan.moved.tolist() == [7, 7]
    orders = plan.orders()
    rows = orders.point == 1
    assert orders.release[rows].tolist() == [0, 6] and orders.pieces[rows].tolist() == [2, 2]


def test_messages_say_what_to_do():
    plan = solve(chain(), LIMIT)
    told = messages(plan)
    assert [KINDS[kind] for kind in told.kind] == ["release", "expedite"]
    said = [str(reason) for reason in reasons(plan, told)]
    assert said == [
        "Release 20.0 of body now, to arrive in bucket 2.",
        "Expedite the open order of 15.0 bolt from bucket 9 to 7.",
    ]


def test_receipts_nobody_needs_are_cancelled_early_ones_postponed_and_old_releases_told():
    points = table(Points, 2, stock=[0, 50], fence=[0, 0])
    sources = table(Sources, point=[0], lead=[5])
    demand = table(Demand, point=[0, 0], bucket=[2, 6], quantity=[10, 10])
    receipts = table(Receipts, point=[0, 1], bucket=[1, 4], quantity=[10, 5])
    told = messages(solve(Problem(("a", "b"), 8, points, sources, demand=demand, receipts=receipts), LIMIT))
    assert sorted(KINDS[kind] for kind in told.kind) == ["cancel", "postpone"]
    sooner = table(Demand, point=[0], bucket=[2], quantity=[25])
    told = messages(solve(Problem(("a", "b"), 8, points, sources, demand=sooner), LIMIT))
    assert [(KINDS[kind], since) for kind, since in zip(told.kind, told.since, strict=True)] == [
        ("past_due", 3)
    ]


def test_a_fence_makes_short_and_says_so():
    points = table(Points, 1, fence=3)
    demand = table(Demand, point=[0], bucket=[1], quantity=[4])
    plan = solve(Problem(("a",), 5, points, table(Sources, point=[0]), demand=demand), LIMIT)
    told = messages(plan)
    assert (
        "short" in {KINDS[kind] for kind in told.kind} and plan.planned[0, 3] == 4 and violations(plan) == ()
    )


def test_pegs_lead_from_demand_to_parts_and_back():
    plan = solve(chain(), LIMIT)
    pegging = Pegging(plan)
    below = pegging.served_by(1)
    assert {(peg.supply.kind, plan.problem.names[peg.supply.point]) for peg in below} == {
        ("order", "pump"), ("order", "body"), ("stock", "bolt"), ("receipt", "bolt"), ("order", "bolt"),
    }  # fmt: skip
    assert pegging.serves(1, 2) == pytest.approx({0: 7.0, 1: 13.0})


def test_a_loop_is_named_and_the_rest_planned():
    points = table(Points, 4)
    sources = table(Sources, point=[0, 1, 2])
    parts = table(Parts, source=[0, 1, 2, 2], point=[1, 2, 1, 3], quantity=1.0)
    demand = table(Demand, point=[0, 2], bucket=[1, 1], quantity=[5, 2])
    plan = solve(Problem(("top", "a", "b", "leaf"), 3, points, sources, parts, demand), LIMIT)
    assert "a → b → a" in str(plan.reasons[0])
    assert plan.planned[:, 1].tolist() == [5, 5, 2, 2]


def test_wagner_whitin_lots_cost_least():
    points = table(Points, 1, rule=RULES.index("wagner_whitin"), setup=500, holding=2)
    demand = table(Demand, point=[0] * 4, bucket=[0, 1, 2, 3], quantity=[90, 120, 80, 70])
    plan = solve(Problem(("a",), 4, points, table(Sources, point=[0]), demand=demand), LIMIT)
    made = plan.planned[0]
    assert 500 * (made > 0).sum() + 2 * np.cumsum(made - [90, 120, 80, 70]).sum() == pytest.approx(1380)


def test_shares_are_kept():
    points = table(Points, 1, shared=True)
    sources = table(Sources, point=[0, 0], share=[3, 1])
    demand = table(Demand, point=[0] * 40, bucket=np.arange(40), quantity=10)
    plan = solve(Problem(("a",), 40, points, sources, demand=demand), LIMIT)
    assert (plan.chosen[0] == 0).sum() == 30


def test_nothing_to_plan():
    assert solve(Problem((), 3, table(Points, 0)), LIMIT).complete


def test_when_time_is_up_it_says_what_is_left():
    plan = solve(chain(), Limit(cancelled=lambda: True))
    assert not plan.complete and "3 points" in str(plan.reasons[-1])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (lambda: table(Points, 1, colour=1), "points.colour"),
        (lambda: table(Points, 2, stock=[1, 2, 3]), "points.stock"),
        (lambda: Problem(("a",), 0, table(Points, 1)), "buckets"),
        (lambda: Problem(("a",), 2, table(Points, 1), table(Sources, point=[3])), r"sources.point\[0\]"),
        (lambda: Problem(("a",), 2, table(Points, 1, least=-1)), r"points.least\[0\]"),
        (lambda: Problem(("a",), 2, table(Points, 1), table(Sources, point=[0], output=0)), "sources.output"),
    ],
)
def test_what_cannot_be_is_refused(wrong, field):
    with pytest.raises(ProblemError, match=field):
        wrong()


def test_the_command_plans_a_json_file(tmp_path):
    given = {
        "buckets": 6,
        "points": [{"name": "pump", "stock": 5}, {"name": "bolt", "rule": "period_of_supply", "supply": 3}],
        "sources": [{"name": "assemble", "point": "pump", "lead": 1}, {"point": "bolt", "lead": 2}],
        "parts": [{"source": "assemble", "point": "bolt", "quantity": 4}],
        "demand": [{"point": "pump", "bucket": 3, "quantity": 12}],
        "receipts": [{"point": "bolt", "bucket": 5, "quantity": 10}],
    }
    (tmp_path / "plan.json").write_text(json.dumps(given))
    told = CliRunner().invoke(app, ["solve", "netting", str(tmp_path / "plan.json"), "--json"])
    solution = json.loads(told.output)["solution"]
    assert [(row["point"], row["release"], row["quantity"]) for row in solution["orders"]] == [
        ("pump", 2, 7.0),
        ("bolt", 0, 18.0),
    ]
    assert solution["receipts"] == [2]
    (tmp_path / "plan.json").write_text(json.dumps(given | {"points": [{"name": "pump", "colour": "red"}]}))
    told = CliRunner().invoke(app, ["solve", "netting", str(tmp_path / "plan.json")])
    assert told.exit_code == 1


def test_the_measurement_runs_small():
    told = mrp.run(items=200, levels=4, lines=500, buckets=30)
    assert told["levels"] == 4 and told["orders"] > 0
