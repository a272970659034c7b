"""Safety stock placement: exact on small networks, never worse than where it began, odd input said."""

from itertools import product
from math import inf, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nonet.engines.guaranteed_service import Link, Problem, Stage, solve, violations
from nonet.engines.solving import Limit, ProblemError

LIMIT = Limit(seconds=30, iterations=3000)


@st.composite
def networks(draw, most=5, tables=True):
    n = draw(st.integers(1, most))
    pairs = [(a, b) for b in range(n) for a in range(b)]
    links = draw(st.lists(st.sampled_from(pairs), max_size=7, unique=True)) if pairs else []
    stages = []
    for s in range(n):
        least = draw(st.sampled_from([0, 0, 0, 1, 2]))
        promise = draw(st.sampled_from([None, least, least + 1, 4 + least]))
        costs = None
        if tables and draw(st.integers(0, 5)) == 0:
            costs = tuple(draw(st.lists(st.integers(0, 20), min_size=1, max_size=6)))
        stages.append(
            Stage(
                f"s{s}", draw(st.integers(0, 3)), draw(st.integers(0, 9)), draw(st.integers(0, 3)),
                mean=draw(st.integers(0, 3)), factor=draw(st.sampled_from([None, 1.0, 2.0])), promise=promise,
                least=least, time_deviation=draw(st.sampled_from([0.0, 0.0, 1.0])), costs=costs,
            )
        )  # fmt: skip
    chosen = tuple(Link(f"s{a}", f"s{b}", draw(st.sampled_from([1.0, 2.0]))) for a, b in links)
    return Problem(tuple(stages), chosen, pooling=draw(st.sampled_from([1.0, 2.0])))


def slowly(problem: Problem) -> float:
    """Try all outbound times; inbound times follow."""
    stages = problem.stages
    number = {stage.name: s for s, stage in enumerate(stages)}
    links = [(number[link.supplier], number[link.customer], link.quantity) for link in problem.links]
    n, p = len(stages), problem.pooling
    value, mean = [s.cost for s in stages], [s.mean for s in stages]
    spread, factor = [s.deviation**p for s in stages], [s.factor or 0.0 for s in stages]
    for b in range(n):
        value[b] += sum(q * value[a] for a, c, q in links if c == b)
    for a in reversed(range(n)):
        mean[a] += sum(q * mean[b] for c, b, q in links if c == a)
        spread[a] += sum(q**p * spread[b] for c, b, q in links if c == a)
        factor[a] = max([factor[a], *(factor[b] for c, b, q in links if c == a)])
    ranges = []
    for s, stage in enumerate(stages):
        last = not any(a == s for a, _, _ in links)
        promise = stage.promise if stage.promise is not None else (stage.least if last else 14)
        ranges.append(range(stage.least, min(promise, 14) + 1))
    best = inf
    for times in product(*ranges):
        total = 0.0
        for s, stage in enumerate(stages):
            inbound = max([times[a] for a, b, _ in links if b == s], default=0)
            nets = range(max(0, inbound + stage.time - times[s]), 20)
            variance = [spread[s] ** (2 / p) * net + (mean[s] * stage.time_deviation) ** 2 for net in nets]
            if stage.costs is None:
                total += value[s] * factor[s] * sqrt(variance[0])
            else:
                total += min(stage.costs[min(net, len(stage.costs) - 1)] for net in nets)
        best = min(best, total)
    return best


@settings(max_examples=60, deadline=None)
@given(networks(most=4))
def test_equal_to_trying_all(problem):
    answer = solve(problem, LIMIT)
    assert violations(problem, answer) == ()
    assert answer.optimal
    assert answer.objective == pytest.approx(slowly(problem), rel=1e-6, abs=1e-6)
    assert answer.bound <= answer.objective


@settings(max_examples=25, deadline=None)
@given(networks(most=5), st.integers(0, 9))
def test_never_worse_than_its_start(problem, wish):
    start = {stage.name: wish for stage in problem.stages}
    first = solve(problem, Limit(seconds=30, iterations=1), start=start)
    longer = solve(
        problem, Limit(seconds=30, iterations=200), start={p.name: p.outbound for p in first.stages}
    )
    assert longer.objective <= first.objective + 1e-9
    assert violations(problem, longer) == ()


def test_the_same_again():
    problem = crossed(9)
    assert solve(problem, LIMIT) == solve(problem, LIMIT)


def crossed(n: int) -> Problem:
    """Every stage supplies the next and the one after it: cycles with odd turns everywhere."""
    stages = [Stage(f"s{s}", 1 + (5 * s) % 4, 1 + (3 * s) % 5) for s in range(n - 1)]
    stages.append(Stage(f"s{n - 1}", 2, 1.0, deviation=3.0, factor=1.6))
    links = [Link(f"s{a}", f"s{b}") for a in range(n) for b in (a + 1, a + 2) if b < n]
    return Problem(tuple(stages), tuple(links))


def test_cycles_with_odd_turns_are_proved_by_branching():
    problem = crossed(7)
    answer = solve(problem, LIMIT)
    assert answer.optimal and violations(problem, answer) == ()


def test_nothing_to_place():
    answer = solve(Problem(()), LIMIT)
    assert answer.objective == answer.bound == 0.0 and answer.optimal and answer.stages == ()


def test_a_pinned_stage_keeps_its_time():
    stages = (Stage("part", 6, 2.0, least=4, promise=4), Stage("shop", 1, 3.0, deviation=5.0, factor=1.645))
    answer = solve(Problem(stages, (Link("part", "shop"),)), LIMIT)
    assert [(plan.inbound, plan.outbound, plan.net) for plan in answer.stages] == [(0, 4, 2), (4, 0, 5)]


def test_a_loop_is_named():
    stages = tuple(Stage(name, 1) for name in "abcd")
    links = tuple(Link(*pair) for pair in ("ab", "bc", "cb", "cd"))
    with pytest.raises(ProblemError, match=r"loop: (b → c → b|c → b → c)"):
        solve(Problem(stages, links), LIMIT)


@pytest.mark.parametrize(
    ("stages", "links", "field"),
    [
        ((Stage("a", 1), Stage("a", 1)), (), "stages"),
        ((Stage("a", 1),), (Link("a", "x"),), r"links\[0\]"),
    ],
)
def test_what_cannot_be_is_refused(stages, links, field):
    with pytest.raises(ProblemError, match=field):
        Problem(stages, links)


@pytest.mark.parametrize(
    "given", [{"time": -1}, {"time": 1, "cost": inf}, {"time": 1, "promise": 0, "least": 1}, {"time": 1.5}]
)
def test_a_stage_that_cannot_be_is_refused(given):
    with pytest.raises(ProblemError, match=r"stages\[x\]"):
        Stage("x", **given)


def test_cancelled_at_once_still_answers():
    answer = solve(crossed(12), Limit(seconds=5, cancelled=lambda: True))
    assert violations(crossed(12), answer) == () and 0 < answer.bound <= answer.objective


def test_reasons_say_what_the_stock_covers():
    stages = (Stage("part", 6, 2.0), Stage("shop", 1, 3.0, deviation=5.0, factor=1.645))
    answer = solve(Problem(stages, (Link("part", "shop"),)), LIMIT)
    assert any("shop holds" in str(reason) for reason in answer.reasons)
