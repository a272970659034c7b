"""Forecasts: never empty, never crossing, repeatable, and no worse than repeating the last season."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nonet.engines.forecasting import ForecastProblem, Series, Tree, intermittent, solve
from nonet.engines.forecasting.hierarchy import projection, shrunk, summing
from nonet.engines.forecasting.pool import forecasts
from nonet.engines.solving import Limit, ProblemError

Floats = npt.NDArray[np.float64]
QUICK = Limit(60, iterations=1)


def seasonal(n: int, m: int, seed: int, noise: float = 0.05) -> Floats:
    rng = np.random.default_rng(seed)
    wave = 1 + 0.3 * np.sin(2 * np.pi * np.arange(n) / m)
    return np.asarray(100 * wave * np.exp(0.004 * np.arange(n) + noise * rng.normal(size=n)))


def test_season_and_growth_are_carried_on() -> None:
    series = tuple(Series(str(i), seasonal(84, 12, i)[:72]) for i in range(6))
    came = np.stack([seasonal(84, 12, i)[72:] for i in range(6)])
    answer = solve(ForecastProblem(series, 12, (12,)), QUICK)
    off = np.abs(np.stack([each.mean for each in answer.forecasts]) - came).mean()
    plain = np.abs(np.stack([each.values[-12:] for each in series]) - came).mean()
    assert off < plain
    assert answer.objective is not None
    assert answer.objective < 1


def test_answer_repeats() -> None:
    problem = ForecastProblem((Series("a", seasonal(60, 12, 1)), Series("b", seasonal(50, 12, 2))), 6, (12,))
    first, second = solve(problem, QUICK), solve(problem, QUICK)
    for one, other in zip(first.forecasts, second.forecasts, strict=True):
        assert (one.mean == other.mean).all()


@given(
    st.lists(
        st.lists(st.floats(-1e6, 1e6, width=32) | st.just(float("nan")), min_size=1, max_size=40),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from([(), (4,), (7, 14)]),
    st.integers(1, 9),
)
@settings(max_examples=25, deadline=None)
def test_any_numbers_get_a_whole_forecast(
    rows: list[list[float]], seasons: tuple[int, ...], horizon: int
) -> None:
    series = tuple(Series(str(i), np.array(row)) for i, row in enumerate(rows))
    answer = solve(ForecastProblem(series, horizon, seasons), QUICK)
    assert [each.name for each in answer.forecasts] == [each.name for each in series]
    for each in answer.forecasts:
        table = np.stack([each.mean, *(each.quantiles[level] for level in sorted(each.quantiles))])
        assert table.shape == (4, horizon)
        assert np.isfinite(table).all()
        assert (np.diff(table[1:], axis=0) >= 0).all()
        assert each.model


def test_sales_without_negative_values_are_never_foretold_negative() -> None:
    answer = solve(ForecastProblem((Series("falling", np.arange(40.0, 0, -1)),), 60), QUICK)
    assert min(row.min() for row in answer.forecasts[0].quantiles.values()) >= 0


def test_time_that_runs_out_leaves_the_last_season() -> None:
    ticks = iter(range(1000))
    limit = Limit(0.5, clock=lambda: float(next(ticks)))
    answer = solve(ForecastProblem((Series("a", seasonal(48, 12, 1)),), 3, (12,)), limit)
    assert not answer.complete
    assert np.isfinite(answer.forecasts[0].mean).all()


def test_days_out_of_stock_are_filled() -> None:
    y = np.full(60, 10.0) + np.random.default_rng(1).normal(size=60)
    sellable = np.arange(60) % 3 > 0
    answer = solve(ForecastProblem((Series("a", np.where(sellable, y, 0.0), sellable),), 4), QUICK)
    assert answer.forecasts[0].mean == pytest.approx(10, abs=1.5)
    assert "20 periods" in str(answer.forecasts[0].reasons[0])


def test_a_promotion_ahead_raises_its_day() -> None:
    rng = np.random.default_rng(2)
    events = (np.arange(66) % 9 == 1).astype(float)[:, None]
    y = 50 * np.exp(0.7 * events[:60, 0] + 0.05 * rng.normal(size=60))
    told = solve(ForecastProblem((Series("a", y, events=events),), 6), QUICK).forecasts[0].mean
    assert told[events[60:, 0] > 0].mean() > 1.6 * told[events[60:, 0] == 0].mean()


def test_empty_periods_give_counts() -> None:
    rng = np.random.default_rng(3)
    y = (rng.random(80) < 0.3) * rng.integers(1, 5, 80).astype(float)
    each = solve(ForecastProblem((Series("spare part", y),), 5), QUICK).forecasts[0]
    assert each.mean[0] == pytest.approx(y.mean(), rel=0.5)
    assert each.quantiles[0.95][0] == round(each.quantiles[0.95][0]) > 0
    assert "TSB" in each.model


def test_croston_and_tsb_by_hand() -> None:
    """Weight 0.1 on 0 3 0 0 5: sizes 3 then 3.2, gaps 2 then 2.1; chance 0.5, 0.45, 0.405, then 0.4645."""
    track = intermittent.levels(np.array([0.0, 3.0, 0.0, 0.0, 5.0]), 0.1)
    assert track[-1, 0] == pytest.approx(3.2 / 2.1)
    assert track[-1, 1] == pytest.approx(3.2 * 0.4645)


def test_a_new_product_borrows_the_season_of_its_fellows() -> None:
    old = tuple(Series(str(i), seasonal(60, 12, i, 0.01)) for i in range(4))
    told = solve(ForecastProblem((*old, Series("new", np.array([10.0, 12.0]))), 12, (12,)), QUICK).forecasts
    assert np.corrcoef(told[-1].mean, told[0].mean)[0, 1] > 0.95


def test_parts_and_sums_agree() -> None:
    a, b = seasonal(60, 12, 1), seasonal(60, 12, 2)
    series = (Series("all", a + b), Series("a", a), Series("b", b))
    told = solve(ForecastProblem(series, 6, (12,), tree=Tree({"all": ("a", "b")})), QUICK).forecasts
    assert told[0].mean == pytest.approx(told[1].mean + told[2].mean)


def test_reconciling_leaves_what_agrees() -> None:
    sums = summing(["t", "a", "b"], {"t": ("a", "b")})
    errors = np.random.default_rng(1).normal(size=(30, 3))
    agreed = sums @ np.array([2.0, 3.0])
    assert sums @ (projection(sums, shrunk(errors)) @ agreed) == pytest.approx(agreed)
    with pytest.raises(ProblemError, match="part of itself"):
        summing(["t", "a"], {"t": ("a",), "a": ("t",)})


def test_models_continue_a_straight_line() -> None:
    told = forecasts(np.arange(1.0, 41.0), 1, 3)
    by_name = dict(zip(told.names, told.ahead, strict=True))
    assert by_name["ETS"] == pytest.approx([41, 42, 43], rel=0.03)
    assert (np.diff(by_name["theta"]) > 0.3).all()


def test_odd_problems_are_refused() -> None:
    one = Series("a", np.ones(3))
    for broken in (lambda: ForecastProblem((one,), 0), lambda: ForecastProblem((one, one), 1)):
        with pytest.raises(ProblemError):
            broken()
    with pytest.raises(ProblemError, match="not one value"):
        Series("a", np.empty(0))
