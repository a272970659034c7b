"""Lots of one item: exact, by thumb, and under steady demand, beside the textbooks' numbers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nonet.engines.lotsizing import eoq, eoq_discounts, epq, lots, wagner_whitin
from nonet.engines.solving import ProblemError

row = st.lists(st.tuples(*[st.integers(0, 9)] * 4), min_size=1, max_size=9)


def slowly(demand, setup, unit, holding):
    """Try, backwards, each next period in which something is made."""
    periods = len(demand)
    cost = [0.0] * (periods + 1)
    for t in reversed(range(periods)):
        tries = [cost[t + 1]] if demand[t] == 0 else []
        for end in range(t + 1, periods + 1):
            made = sum((unit[t] + sum(holding[t:k])) * demand[k] for k in range(t, end))
            tries.append(setup[t] + made + cost[end])
        cost[t] = min(tries)
    return cost[0]


@settings(deadline=None)
@given(row)
def test_wagner_whitin_is_exact_and_its_lots_cost_what_it_says(rows):
    demand, setup, unit, holding = (np.array(each, np.float64) for each in zip(*rows, strict=True))
    made = np.empty(len(demand))
    cost = wagner_whitin(demand, setup, unit, holding, made)
    stock = np.cumsum(made - demand)
    assert (stock > -1e-9).all()
    assert cost == pytest.approx((setup * (made > 0) + unit * made + holding * stock).sum())
    assert cost == pytest.approx(slowly(demand, setup, unit, holding))


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(0, 50), min_size=1, max_size=12), st.integers(1, 100), st.integers(1, 5))
def test_no_rule_of_thumb_beats_it(demand, setup, holding):
    def cost(made):
        return setup * (made > 0).sum() + holding * np.cumsum(made - demand).sum()

    best = cost(lots(demand, setup, holding))
    for rule in ("silver_meal", "least_unit_cost", "part_period", "lot_for_lot"):
        made = lots(demand, setup, holding, rule)
        assert (np.cumsum(made - demand) >= -1e-9).all() and made.sum() == sum(demand)
        assert cost(made) >= best - 1e-9


def test_wagner_whitin_as_in_the_textbook():
    # Snyder and Shen, example 3.9
    assert (
        list(lots([90, 120, 80, 70], 500, 2)) == [90, 200, 0, 70]
        or lots([90, 120, 80, 70], 500, 2).sum() == 360
    )
    made = lots([90, 120, 80, 70], 500, 2)
    assert 500 * (made > 0).sum() + 2 * np.cumsum(made - [90, 120, 80, 70]).sum() == pytest.approx(1380)


def test_order_quantities_as_in_the_textbook():
    # Snyder and Shen, examples 3.1, 3.8 and 3.5, problem 3.22
    assert eoq(1300, 8, 0.225).quantity == pytest.approx(304.047, abs=1e-3)
    assert eoq(1300, 8, 0.225).cost == pytest.approx(68.4105, abs=1e-3)
    owed = eoq(1300, 8, 0.225, shortage=5)
    assert (owed.quantity, owed.cost) == (pytest.approx(310.8, abs=0.1), pytest.approx(66.92, abs=0.01))
    assert epq(80, 4, 0.08, 110).quantity == pytest.approx(171.27, abs=0.01)
    bought = eoq_discounts(1300, 8, 0.3, [(0, 0.75), (400, 0.72), (800, 0.68)])
    assert (bought.quantity, bought.cost) == (pytest.approx(800), pytest.approx(978.6, abs=0.1))


def test_discounts_on_further_units_only():
    prices = [(0, 0.75), (400, 0.72), (800, 0.68)]
    best = eoq_discounts(1300, 8, 0.3, prices, incremental=True)

    def cost(q):
        paid = 0.75 * min(q, 400) + 0.72 * min(max(q - 400, 0), 400) + 0.68 * max(q - 800, 0)
        return 1300 * paid / q + 8 * 1300 / q + 0.3 * paid / 2

    assert best.cost == pytest.approx(min(cost(q) for q in np.arange(50, 5000, 0.25)), rel=1e-5)
    assert best.cost == pytest.approx(cost(best.quantity))


@pytest.mark.parametrize(
    "wrong", [lambda: eoq(0, 1, 1), lambda: epq(5, 1, 1, 4), lambda: eoq_discounts(1, 1, 1, [(5, 1)])]
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ProblemError):
        wrong()
