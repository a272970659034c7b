"""``nonet bench mrp``: a requirements plan of a large company, beside a bare explosion in numpy in the same run.

The floor is what any plan must at least do: each level's needs, taken as they are, offset and multiplied down the
bills, without stock, lots, sources, calendars or messages. A second, weekly plan has every lot rule.
"""

import resource
import time
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from bench import machine
from nonet.engines.netting import Demand, Parts, Points, Problem, Receipts, Sources, messages, solve, table
from nonet.engines.netting.columns import Floats, Ints
from nonet.engines.solving import Limit

AT_MOST = 10.0  # times the floor
GIBIBYTES = 4.0
SOON = 10.0  # seconds for the weekly plan


class Bills(NamedTuple):
    """Who needs what: level of each item, and (taker, taken, quantity) of each part."""

    level: Ints
    taker: Ints
    taken: Ints
    quantity: Floats


def run(
    items: int = 100_000, levels: int = 10, lines: int = 1_000_000, buckets: int = 365, seed: int = 1
) -> dict[str, Any]:
    """Plan ``items`` items over ``levels`` levels and ``buckets`` days, and again over 52 weeks with lot rules."""
    random = np.random.default_rng(seed)
    bills = _bills(random, items, levels)
    demand = _demand(random, bills, lines, buckets)
    problem = _daily(random, bills, demand, buckets)
    solve(_daily(random, _bills(random, 50, 3), table(Demand, 0), 5), Limit())  # compiled before it is timed
    explosion, floor = _timed(lambda: _explode(bills, demand, buckets))
    plan, took = _timed(lambda: solve(problem, Limit(seconds=600)))
    told, telling = _timed(lambda: messages(plan))
    orders = int((plan.planned > 0).sum())
    figures = {
        "machine": machine.without_server(),
        "items": items,
        "levels": int(plan.levels.level.max()) + 1,
        "parts": len(bills.taker),
        "demand lines": lines,
        "buckets": buckets,
        "numpy explosion, s": round(floor, 2),
        "plan, s": round(took, 2),
        "times the floor": round(took / floor, 2),
        "at most": AT_MOST,
        "orders": orders,
        "messages": len(told.kind),
        "messages, s": round(telling, 2),
        "units needed": round(float(plan.gross.sum())),
        "units exploded bare": round(float(explosion.sum())),
    }
    del plan, explosion, told
    weekly = _weekly(random, bills, demand)
    plan, took = _timed(lambda: solve(weekly, Limit(seconds=600)))
    return figures | {
        "52 weeks with lot rules, s": round(took, 2),
        "in at most, s": SOON,
        "weekly orders": int((plan.planned > 0).sum()),
        "peak memory, GiB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
        "under, GiB": GIBIBYTES,
    }


def _timed(work: Any) -> tuple[Any, float]:
    began = time.perf_counter()
    done = work()
    return done, time.perf_counter() - began


def _bills(random: np.random.Generator, items: int, levels: int) -> Bills:
    """Give each item above the last level about three parts, from the next level or, at times, deeper."""
    level = np.sort(random.integers(0, levels, items))
    level[:levels] = np.arange(levels)
    level.sort()
    start = np.searchsorted(level, np.arange(levels + 1))
    taker = np.repeat(np.flatnonzero(level < levels - 1), 3)
    deeper = np.minimum(level[taker] + 1 + (random.random(len(taker)) < 0.2), levels - 1)
    taken = start[deeper] + (random.random(len(taker)) * (start[deeper + 1] - start[deeper])).astype(np.int64)
    pairs = np.unique(taker * items + taken)
    quantity = random.choice([1.0, 1.0, 1.0, 2.0], len(pairs))
    return Bills(level, pairs // items, pairs % items, quantity)


def _demand(random: np.random.Generator, bills: Bills, lines: int, buckets: int) -> Demand:
    ends = np.flatnonzero(bills.level <= 1)
    made: Demand = table(
        Demand,
        lines,
        point=random.choice(ends, lines),
        bucket=random.integers(0, buckets, lines),
        quantity=random.integers(1, 20, lines),
    )
    return made


def _tables(bills: Bills, lead: Ints) -> tuple[Sources, Parts]:
    n = len(bills.level)
    sources = table(Sources, n, point=np.arange(n), lead=lead)
    parts = table(Parts, len(bills.taker), source=bills.taker, point=bills.taken, quantity=bills.quantity)
    return sources, parts


def _daily(random: np.random.Generator, bills: Bills, demand: Demand, buckets: int) -> Problem:
    n = len(bills.level)
    points = table(
        Points, n, stock=random.integers(0, 200, n), safety=random.integers(0, 20, n),
        rule=random.integers(0, 3, n), lot=50.0, supply=5, multiple=random.choice([0.0, 1.0, 10.0], n),
    )  # fmt: skip
    sources, parts = _tables(bills, random.integers(1, 6, n))
    open_orders = table(
        Receipts, n // 2, point=random.integers(0, n, n // 2), bucket=random.integers(0, min(30, buckets), n // 2),
        quantity=random.integers(10, 100, n // 2), firm=random.random(n // 2) < 0.3,
    )  # fmt: skip
    calendar = (np.arange(buckets) % 7 < 5)[None, :]
    names = tuple(map(str, range(n)))
    return Problem(names, buckets, points, sources, parts, demand, open_orders, calendar)


def _weekly(random: np.random.Generator, bills: Bills, demand: Demand) -> Problem:
    n = len(bills.level)
    points = table(
        Points, n, stock=random.integers(0, 200, n), safety=random.integers(0, 20, n),
        rule=random.integers(0, 5, n), lot=50.0, supply=4, setup=100.0, holding=0.5,
        multiple=random.choice([0.0, 1.0, 10.0], n),
    )  # fmt: skip
    sources, parts = _tables(bills, random.integers(0, 3, n))
    weekly = demand._replace(bucket=demand.bucket * 52 // max(1, int(demand.bucket.max()) + 1))
    return Problem(tuple(map(str, range(n))), 52, points, sources, parts, weekly)


def _explode(bills: Bills, demand: Demand, buckets: int) -> Floats:
    """Return bare needs (n, T): level by level, one bucket earlier each, by sparse products."""
    n = len(bills.level)
    needs = np.bincount(demand.point * buckets + demand.bucket, demand.quantity, n * buckets).reshape(
        n, buckets
    )
    takes = csr_array((bills.quantity, (bills.taken, bills.taker)), shape=(n, n))
    start = np.searchsorted(bills.level, np.arange(bills.level.max() + 2))
    for level in range(1, len(start) - 1):
        rows = slice(start[level], start[level + 1])
        deep = takes[rows, : start[level]] @ needs[: start[level]]
        needs[rows, :-1] += deep[:, 1:]
        needs[rows, 0] += deep[:, 0]
    return np.asarray(needs, np.float64)
