"""The one public function of the engine."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nonet.engines.repurchase import bgnbd, learnt
from nonet.engines.repurchase.answer import Outlook, RepurchaseAnswer
from nonet.engines.repurchase.bgnbd import Bgnbd
from nonet.engines.repurchase.problem import History, RepurchaseProblem, history
from nonet.engines.solving import Limit, Reason, Watch

Floats = npt.NDArray[np.float64]

WEEK = 7.0  # models count in weeks, as their source does
ENOUGH = 100  # customers below which nothing is learnt beyond the model
USUAL = (0.25, 0.8)  # below how many expected purchases a customer counts as gone, and how the rest is bent
BENDS = tuple((cut, power) for cut in (0.1, 0.2, 0.25, 0.3) for power in (0.7, 0.8, 0.9, 1.0))


@dataclass(frozen=True, slots=True)
class Lesson:
    """What rolling the end back taught: actual over expected total, the best bend, the regression of the chance."""

    total: float
    bend: tuple[float, float]
    chance: learnt.Linear
    ahead: int


def solve(problem: RepurchaseProblem, limit: Limit) -> RepurchaseAnswer:
    """Tell each customer's outlook.

    BG/NBD and Gamma–Gamma are fitted to all; with a hundred customers or more the end of the data is rolled back to
    learn what they leave out: the level of all purchases together, the chance by recency, frequency and worth, and
    the forecast of least absolute error that keeps the total.
    """
    watch = limit.start()
    seen = history(problem, problem.until)
    if not seen.number.size:
        none = (Reason("repurchase.nobody", "Nobody bought by the last day seen."),)
        return RepurchaseAnswer((), {}, 0.0, none)
    x, recency, age = seen.repeats, seen.recency / WEEK, seen.age / WEEK
    model = bgnbd.fit(x, recency, age)
    money = bgnbd.fit_worth(x, seen.worth)
    ahead = problem.horizon / WEEK
    lesson = None if seen.number.size < ENOUGH or watch.over() else _lesson(problem, seen, watch)
    expected = model.expected(ahead, x, recency, age)
    chance = 1 - model.none(ahead, x, recency, age)
    plain = float(expected.sum())
    if lesson is not None:
        expected = bent(expected, plain * lesson.total, *lesson.bend)
        chance = _chance(lesson, seen, _daily(model), chance, problem.horizon)
    alive = model.alive(x, recency, age)
    worth = (
        money.worth(x, seen.worth)
        if money
        else np.array([max(float(each.mean()), 0.0) for each in seen.sums])
    )
    rows = zip(seen.number, expected, chance, alive, np.maximum(worth, 0.0), strict=True)
    outlooks = tuple(
        Outlook(problem.customers[i], float(e), float(p), float(a), float(w), float(e * w))
        for i, e, p, a, w in rows
    )
    parameters = {
        "r": model.r,
        "alpha": model.alpha,
        "a": model.a,
        "b": model.b,
        "log-likelihood": model.likelihood,
    }
    if money:
        parameters |= {"p": money.p, "q": money.q, "v": money.v}
    return RepurchaseAnswer(outlooks, parameters, model.likelihood, _reasons(lesson, plain, expected))


def bent(expected: Floats, total: float, cut: float, power: float) -> Floats:
    """Return expectations of least absolute error that add up to a total.

    Most of those who are expected to buy less than about once in four horizons do not buy at all: they get nothing,
    and the others what is theirs, so that the total stays. Shape (customers,).
    """
    kept = np.maximum(expected - cut, 0.0) ** power
    kept[expected <= cut] = 0.0
    whole = float(kept.sum())
    if whole <= 0:
        return expected * (total / max(float(expected.sum()), 1e-12))
    return np.asarray(kept * (total / whole))


def _daily(model: Bgnbd) -> Bgnbd:
    """Return the model with its time in days."""
    return Bgnbd(model.r, model.alpha * WEEK, model.a, model.b, model.likelihood)


def _lesson(problem: RepurchaseProblem, seen: History, watch: Watch) -> Lesson | None:
    """Roll the end back to three former days and learn from what then came."""
    span = int(seen.age.max())
    ahead = min(problem.horizon, span // 2)
    if ahead < 14:
        return None
    rows: list[Floats] = []
    came: list[Floats] = []
    total, bend = 1.0, USUAL
    for back in (ahead, ahead * 4 // 3, ahead * 5 // 3):
        then = history(problem, problem.until - back)
        if then.number.size < ENOUGH or watch.over():
            break
        model = bgnbd.fit(then.repeats, then.recency, then.age)
        bought = learnt.bought(problem, then, ahead)
        if not 0 < (bought > 0).mean() < 1:
            continue
        if not rows:
            expected = model.expected(float(ahead), then.repeats, then.recency, then.age)
            total = float(np.clip(bought.sum() / max(float(expected.sum()), 1e-9), 0.7, 1.4))
            bend = _best_bend(expected, bought)
        rows.append(learnt.features(then, model, float(ahead)))
        came.append(bought)
    if not rows:
        return None
    x, y = np.concatenate(rows), np.concatenate(came)
    weights = np.full(y.size, 1 / len(rows))
    chance = learnt.fit(x, (y > 0).astype(np.float64), weights, False, np.zeros(y.size))
    return Lesson(total, bend, chance, ahead)


def _best_bend(expected: Floats, bought: Floats) -> tuple[float, float]:
    """Return the bend of least absolute error at the former end, unless the usual one is as good but for chance."""
    whole = float(bought.sum())
    errors = {bend: float(np.abs(bent(expected, whole, *bend) - bought).mean()) for bend in BENDS}
    best = min(errors, key=lambda each: errors[each])
    return best if errors[best] < 0.98 * errors[USUAL] else USUAL


def _chance(lesson: Lesson, seen: History, model: Bgnbd, plain: Floats, horizon: int) -> Floats:
    """Return the chance to buy within the horizon: the regression's, stretched as the model's own grows."""
    score = lesson.chance.score(learnt.features(seen, model, float(lesson.ahead)))
    found = 1 / (1 + np.exp(-score))
    if lesson.ahead < horizon:
        near = np.clip(
            1 - model.none(float(lesson.ahead), seen.repeats, seen.recency, seen.age), 1e-6, 1 - 1e-6
        )
        found = 1 - (1 - found) ** (np.log(np.maximum(1 - plain, 1e-9)) / np.log(1 - near))
    return np.asarray(np.clip(found, 0.0, 1.0))


def _reasons(lesson: Lesson | None, plain: float, expected: Floats) -> tuple[Reason, ...]:
    if lesson is None:
        return (
            Reason("repurchase.plain", "Too few customers or days to learn from: the model speaks alone."),
        )
    level = Reason(
        "repurchase.level",
        "With the end rolled back {days} days, {ratio:.0%} of what the model expected came; it is scaled so.",
        {"days": lesson.ahead, "ratio": lesson.total},
    )
    gone = Reason(
        "repurchase.gone",
        "{count} customers are expected to buy less than {cut:g} times and count as gone.",
        {"count": int((expected == 0).sum()), "cut": lesson.bend[0]},
    )
    return level, gone
