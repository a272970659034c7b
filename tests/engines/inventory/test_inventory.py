"""Stock policies beside textbook numbers, brute force and simulation."""

import numpy as np
import pytest

from nonet.engines.inventory import (
    Demand,
    Gamma,
    Lattice,
    Normal,
    Problem,
    counted,
    min_max,
    newsvendor,
    play,
    reorder,
    running_cost,
    solve,
)
from nonet.engines.solving import Limit, ProblemError

LIMIT = Limit()


def test_newsvendor_as_in_the_textbook():
    # Snyder and Shen, examples 4.1 and 4.2, problem 4.8(a)
    best = newsvendor(Normal(50, 64), short=0.7, over=0.18)
    assert (best.low, best.cost) == (pytest.approx(56.60, abs=0.01), pytest.approx(1.9976, abs=1e-3))
    assert newsvendor(Normal(50, 64), short=1 - 0.3, over=0.3 - 0.12).low == pytest.approx(56.60, abs=0.01)
    assert newsvendor(Lattice(counted(18, 18)), short=270, over=200).low == 19
    assert newsvendor(Normal(50, 64), short=0.7, over=0.18, most=52).low == 52


def test_min_max_as_in_the_textbook():
    # Snyder and Shen, example 4.7: s = 4, S = 10, cost 8.034
    pmf = counted(6, 6)
    best = min_max(5, pmf, Lattice(pmf), short=4, over=1)
    assert (best.low, best.high, best.cost) == (4, 10, pytest.approx(8.0341, abs=1e-3))


def test_reorder_as_in_the_textbook():
    # Snyder and Shen, example 5.8: R = 3, Q = 5, cost 107.92
    best = reorder(100, 1.5, Lattice(counted(3, 3)), short=150, over=20)
    assert (best.low, best.high, best.cost) == (3, 5, pytest.approx(107.92, abs=0.01))


@pytest.mark.parametrize(("mean", "setup", "short"), [(2, 10, 5), (4, 150, 125), (0.6, 3, 9)])
def test_policies_beat_every_other_pair(mean, setup, short):
    pmf = counted(mean, 1.5 * mean)
    covered = Lattice(np.convolve(pmf, pmf))
    best = min_max(setup, pmf, covered, short, over=2)
    renewal = [1 / (1 - pmf[0])]
    for j in range(1, 60):
        renewal.append(
            sum(pmf[i] * renewal[j - i] for i in range(1, min(j, len(pmf) - 1) + 1)) / (1 - pmf[0])
        )
    tried = min(
        (setup + sum(renewal[j] * running_cost(covered, up - j, short, 2) for j in range(up - low)))
        / sum(renewal[: up - low])
        for up in range(40)
        for low in range(up - 40, up)
    )
    assert best.cost == pytest.approx(tried, rel=1e-9)
    batch = reorder(setup, mean, covered, short, over=2)
    tried = min(
        (
            setup * mean
            + sum(running_cost(covered, level, short, 2) for level in range(low + 1, low + size + 1))
        )
        / size
        for low in range(-10, 25)
        for size in range(1, 60)
    )
    assert batch.cost == pytest.approx(tried, rel=1e-9)


@pytest.mark.parametrize(
    "spread", [Normal(10, 9), Gamma(10, 30), Lattice(counted(10, 25)), Lattice(counted(10, 10))]
)
def test_distributions_agree_with_sums(spread):
    grid = np.arange(0, 200, 0.01)
    for level in (0, 4, 12.0, 25):
        beyond = sum(1 - spread.below(x) for x in grid[grid >= level][::10]) * 0.1
        assert spread.short(level) == pytest.approx(beyond, abs=0.06)
    assert spread.below(spread.quantile(0.9)) >= 0.9 - 1e-9


@pytest.mark.parametrize("measure", ["cycle", "fill", "ready"])
@pytest.mark.parametrize("review", [1, 3])
def test_service_is_kept_in_simulation(measure, review):
    demand = Demand("negative_binomial", 5, 4)
    answer = solve(Problem(demand, ((2, 1.0),), review, measure=measure, level=0.93), LIMIT)
    p = 5 / 16
    drawn = np.random.default_rng(7).negative_binomial(5 * p / (1 - p), p, 200_000).astype(np.float64)
    played = play(drawn, 2, review, answer.level, answer.level, False)
    assert getattr(answer, measure) >= 0.93
    assert played.fill == pytest.approx(answer.fill, abs=0.01)
    assert played.ready == pytest.approx(answer.ready, abs=0.01)
    assert played.stock == pytest.approx(answer.stock, rel=0.02)
    capped = Problem(demand, ((2, 1.0),), review, measure=measure, level=0.93, most=answer.safety_stock - 1)
    one_less = solve(capped, LIMIT)
    assert getattr(one_less, measure) < 0.93


def test_a_fixed_quantity_in_simulation():
    answer = solve(Problem(Demand("poisson", 4), ((3, 1.0),), quantity=20, measure="fill", level=0.97), LIMIT)
    drawn = np.random.default_rng(3).poisson(4, 200_000).astype(np.float64)
    played = play(drawn, 3, 1, answer.level, 20.0, True)
    assert answer.fill >= 0.97
    assert (played.fill, played.ready) == (
        pytest.approx(answer.fill, abs=0.01),
        pytest.approx(answer.ready, abs=0.01),
    )
    assert played.stock == pytest.approx(answer.stock, rel=0.02)


def test_convolution_and_moments_agree_where_both_are_right():
    demand, lead = Demand("negative_binomial", 8, 5), ((2, 0.5), (4, 0.5))
    exact, matched = demand.over(lead), demand.over(lead, exactly=False)
    assert (exact.mean, exact.variance) == (
        pytest.approx(matched.mean),
        pytest.approx(matched.variance, rel=1e-6),
    )
    assert exact.quantile(0.95) == pytest.approx(matched.quantile(0.95), rel=0.05)
    seen = Demand("empirical", seen=(0, 0, 3, 9)).over(((1, 1.0),))
    assert seen.below(0) == 0.5 and seen.quantile(0.75) == 3 and seen.mean == 3


def test_cycle_service_by_the_formula():
    answer = solve(Problem(Demand("normal", 100, 30), ((3, 1.0),), 1, level=0.95), LIMIT)
    assert answer.safety_stock == pytest.approx(1.6449 * 30 * 2, rel=1e-3)
    wavering = solve(Problem(Demand("normal", 100, 30), ((2, 0.5), (4, 0.5)), 1, level=0.95), LIMIT)
    assert wavering.safety_stock == pytest.approx(1.6449 * np.sqrt(4 * 900 + 100**2), rel=1e-3)
    assert "74 % from lead" in str(wavering.reasons[0])


def test_bounds_decide_and_say_so():
    answer = solve(Problem(Demand("normal", 100, 30), level=0.99, most=20), LIMIT)
    assert answer.safety_stock == pytest.approx(20) and "bounds" in str(answer.reasons[1])


def test_no_demand_needs_no_stock():
    answer = solve(Problem(Demand("poisson", 0)), LIMIT)
    assert answer.level == 0 and answer.stock == 0 and answer.fill == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (lambda: Demand("lognormal"), "demand.family"),
        (lambda: Demand("gamma", 5, 0), "demand.mean"),
        (lambda: Problem(Demand("poisson", 1), level=1.0), "level"),
        (lambda: Problem(Demand("poisson", 1), lead=((1, 0.5),)), "lead"),
        (lambda: newsvendor(Normal(1, 1), 0, 0), "short"),
    ],
)
def test_what_cannot_be_is_refused(wrong, field):
    with pytest.raises(ProblemError, match=field):
        wrong()
