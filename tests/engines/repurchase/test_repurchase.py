"""The outlook of customers: the model's known figures, what is learnt beyond it, and the checker."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from bench import instances
from bench.checkers import repurchase as checker
from nonet.engines.repurchase import RepurchaseProblem, solve
from nonet.engines.repurchase.bgnbd import Bgnbd, fit, fit_worth, log_likelihood
from nonet.engines.repurchase.problem import history
from nonet.engines.repurchase.solve import bent
from nonet.engines.solving import Limit, ProblemError
from nonet.faces.solving.printed import Asked
from nonet.faces.solving.repurchase import read

KNOWN = Bgnbd(0.243, 4.414, 0.793, 2.426, 0.0)  # of the CDNOW sample, in weeks


def shop(customers: int = 150, seed: int = 3) -> RepurchaseProblem:
    rng = np.random.default_rng(seed)
    who, day = [], []
    for i in range(customers):
        now, leaves = rng.integers(0, 60), rng.random()
        while now < 365:
            who.append(i)
            day.append(int(now))
            if rng.random() < 0.3 * leaves:
                break
            now += 1 + rng.exponential(40)
    worth = rng.gamma(3, 20, len(who))
    names = tuple(str(i) for i in range(customers))
    return RepurchaseProblem(names, np.array(who), np.array(day), worth, 270, 90)


def test_figures_of_the_source_come_out() -> None:
    """Fader, Hardie and Lee (2005): customer 0001 of the sample is expected to buy 1.226 times in 39 weeks."""
    x, recency, age = np.array([2.0]), np.array([30.43]), np.array([38.86])
    assert KNOWN.expected(39.0, x, recency, age)[0] == pytest.approx(1.226, abs=0.01)


def test_cdnow_sample_is_fitted_as_published() -> None:
    try:
        path = instances.folder("oms_crm") / "cdnow_sample.txt"
    except instances.NoInstances as absent:
        pytest.skip(str(absent))
    problem = read(path, Asked(273, (), "1997-09-30"))
    seen = history(problem, problem.until)
    model = fit(seen.repeats, seen.recency / 7, seen.age / 7)
    assert model.likelihood == pytest.approx(-9582.4, abs=0.1)
    assert (model.r, model.alpha) == (pytest.approx(0.243, abs=0.002), pytest.approx(4.414, abs=0.02))


def test_fit_is_no_worse_than_known_parameters() -> None:
    seen = history(shop(), 270)
    x, recency, age = seen.repeats, seen.recency / 7, seen.age / 7
    model = fit(x, recency, age)
    assert model.likelihood >= log_likelihood(np.array([0.5, 5.0, 0.5, 2.0]), x, recency, age)


def test_outlook_is_whole_and_says_why() -> None:
    problem = shop()
    answer = solve(problem, Limit(60))
    assert {each.name for each in answer.outlooks} == {
        problem.customers[i] for i in set(problem.who[problem.day <= 270])
    }
    assert all(
        0 <= each.probability <= 1 and 0 <= each.alive <= 1 and each.expected >= 0 for each in answer.outlooks
    )
    assert any("rolled back" in str(reason) for reason in answer.reasons)
    assert answer == solve(problem, Limit(60))


def test_bending_keeps_the_total() -> None:
    expected = np.array([0.01, 0.2, 0.5, 3.0])
    assert bent(expected, 4.0, 0.25, 0.8).sum() == pytest.approx(4.0)
    assert bent(np.array([0.01, 0.02]), 1.0, 0.25, 0.8).sum() == pytest.approx(1.0)


@pytest.mark.parametrize("count", [0, 1, 5])
def test_a_handful_of_customers_has_an_outlook_too(count: int) -> None:
    days = np.arange(count, dtype=np.int64)
    names = tuple(str(i) for i in range(count))
    answer = solve(RepurchaseProblem(names, days.copy(), days, np.ones(count), 30, 30), Limit(10))
    assert len(answer.outlooks) == count
    assert all(np.isfinite([each.expected, each.alive, each.value]).all() for each in answer.outlooks)


def test_worth_leans_on_all_for_who_bought_little() -> None:
    rng = np.random.default_rng(1)
    count, mean = rng.integers(1, 6, 300).astype(float), rng.gamma(6, 10, 300)
    model = fit_worth(count, mean)
    assert model is not None
    few, many = model.worth(np.array([1.0, 50.0]), np.array([500.0, 500.0]))
    assert few < many < 500


def test_odd_problems_are_refused() -> None:
    one = np.array([0])
    with pytest.raises(ProblemError, match="horizon"):
        RepurchaseProblem(("a",), one, one, np.ones(1), 3, 0)
    with pytest.raises(ProblemError, match="who"):
        RepurchaseProblem(("a",), one + 1, one, np.ones(1), 3, 3)


def test_checker_refuses_what_does_not_stand(tmp_path: Path) -> None:
    path = tmp_path / "small.txt"
    path.write_text("0001 19970101 1 10.0\n0001 19970301 1 10.0\n0002 19970105 1 5.0\n")
    seen, came = checker.split(path, date(1997, 1, 31), 60)
    assert (set(seen), {name: len(days) for name, days in came.items()}) == ({"0001", "0002"}, {"0001": 1})
    whole = {"0001": {"expected": 1.0, "alive": 0.5}, "0002": {"expected": 0.0, "alive": 0.5}}

    def judged(customers: object) -> object:
        return checker.check(path, {"solution": {"customers": customers}}, "1997-01-31", 60, "mae")

    assert judged(whole).objective == 0.0  # type: ignore[attr-defined]
    for broken in (
        {},
        None,
        whole | {"0003": whole["0001"]},
        whole | {"0002": {"expected": -1, "alive": 0.5}},
    ):
        assert judged(broken).faults  # type: ignore[attr-defined]
    assert judged(whole | {"0002": {"expected": 1, "alive": 1.5}}).faults  # type: ignore[attr-defined]
