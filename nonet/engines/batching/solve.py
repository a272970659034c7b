"""Orders into carts: rules to begin with, annealing, and a proved choice where all batches can be listed."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import numpy as np

from nonet.engines import pick_path
from nonet.engines.batching import cover, rules
from nonet.engines.batching.anneal import anneal
from nonet.engines.batching.answer import Batch, Batches
from nonet.engines.batching.enumerate import feasible_sets
from nonet.engines.batching.lengths import WORD, Floats, Ints, skeleton, tour_length
from nonet.engines.batching.problem import BatchProblem
from nonet.engines.batching.recreate import recreate
from nonet.engines.pick_path import PickProblem
from nonet.engines.pick_path.steps import settled
from nonet.engines.solving import Limit, Reason, Watch

MOST_SETS = 300_000
SETS_A_SECOND = 30_000
FEW_SETS = 3_000  # are chosen among without searching first
MOVES, RUINS = 300_000, 8_000  # of a stretch of either kind between two looks at the clock
SLOWER = 2_000  # times, where a tour takes the general sweep
SNAPSHOTS = 8  # of a stretch, whose batches the set partition chooses from
HOT, COLD = 0.02, 0.0007  # temperatures in mean lengths of a batch
PARTNERS = 24


class Waves:
    """One wave's orders at work: bits, sizes, and lengths of groups."""

    def __init__(self, problem: BatchProblem, numbers: Sequence[int]) -> None:
        self.numbers = list(numbers)
        orders = [problem.orders[number] for number in numbers]
        picks = tuple(pick for order in orders for pick in order.picks)
        bones, bits = skeleton(PickProblem(problem.warehouse, picks, problem.depot))
        places = int(max(np.diff(bones.begins), default=1)) if len(bones.spans) else 1
        self.words = np.zeros((len(orders), max(1, len(bones.spans)), places // WORD + 1), np.int64)
        for number, order in enumerate(orders):
            for pick in {settled(problem.warehouse, pick) for pick in order.picks}:
                if pick in bits:
                    piece, bit = bits[pick]
                    self.words[number, piece, bit // WORD] |= np.int64(1) << np.int64(bit % WORD)
        self.sizes = np.array([[*order.sizes, order.totes] for order in orders], dtype=np.float64)
        totes = np.inf if problem.cart.totes is None else float(problem.cart.totes)
        self.most = np.array([*problem.cart.sizes, totes], dtype=np.float64)
        self.skeleton = bones
        self._at = np.zeros(4096, np.int64)
        self.length = lru_cache(maxsize=200_000)(self._length)

    def of(self, group: Sequence[int]) -> float:
        """Return the length of the shortest tour over the orders of a group."""
        return self.length(tuple(sorted(group)))

    def _length(self, group: tuple[int, ...]) -> float:
        words = np.bitwise_or.reduce(self.words[list(group)], axis=0)
        return float(tour_length(words, self.skeleton, self._at))


def solve(problem: BatchProblem, limit: Limit | None = None, *, compare: bool = False) -> Batches:
    """Group orders into carts so that all walks together are shortest, each walk an exact tour.

    Where every feasible batch can be listed, the choice among them is proved by column generation and a set partition;
    else simulated annealing, its batches recombined by a set partition.

    Parameters
    ----------
    problem : BatchProblem
        Each order must fit a cart alone.
    limit : Limit | None
        Ten seconds when left out; an iteration is a stretch of some 0.1 s.
    compare : bool
        Tell the lengths of first come, seed and savings batching, with exact tours too.

    Raises
    ------
    ProblemError
        A pick cannot be reached, or the warehouse is beyond the exact tour.

    References
    ----------
    de Koster, van der Poort & Wolters (1999), IJPR 37(7). Henn & Wäscher (2012), EJOR 222(3). Muter & Öncan (2015),
    IIE Transactions 47(7).
    """
    watch = (limit or Limit()).start()
    waves: dict[str, list[int]] = {}
    for number, order in enumerate(problem.orders):
        waves.setdefault(order.wave, []).append(number)
    batches: list[Batch] = []
    bound, named = 0.0, dict.fromkeys(("first_come", "seed", "savings"), 0.0)
    for numbers in waves.values():
        groups, wave_bound, wave_named = _wave(
            problem, numbers, watch, len(numbers) / len(problem.orders), compare
        )
        batches += [_batch(problem, [numbers[each] for each in group]) for group in groups]
        bound += wave_bound
        named = {name: named[name] + wave_named.get(name, 0.0) for name in named}
    length = sum(batch.length for batch in batches)
    return Batches(
        tuple(batches), bound, named if compare else {}, _reasons(length, bound, named if compare else {})
    )


def _wave(
    problem: BatchProblem, numbers: Sequence[int], watch: Watch, share: float, compare: bool
) -> tuple[rules.Groups, float, dict[str, float]]:
    """Return groups by place in ``numbers``, a bound, and the rules' lengths."""
    wave = Waves(problem, numbers)
    until = watch.elapsed + (watch.limit.seconds - watch.elapsed) * share
    start = rules.savings(wave.sizes, wave.most, wave.of)
    named = {"savings": _total(wave, start)}
    if compare:
        named["first_come"] = _total(wave, rules.first_come(wave.sizes, wave.most))
        named["seed"] = _total(wave, rules.seed(wave.sizes, wave.most, wave.of))
    groups, bound = _improved(wave, start, watch, until)
    return groups, max(bound, _farthest(wave)), named


def _improved(wave: Waves, start: rules.Groups, watch: Watch, until: float) -> tuple[rules.Groups, float]:
    count = len(wave.numbers)
    if count == 1:
        return start, _total(wave, start)
    span = max(0.0, until - watch.elapsed)
    many = int(min(MOST_SETS, span * SETS_A_SECOND)) if wave.skeleton.plain else int(span * 40)
    sets, lengths, found = feasible_sets(wave.words, wave.sizes, wave.most, many, wave.skeleton)
    listed = found <= many
    pool, groups = _annealed(
        wave, start, watch, watch.elapsed + (until - watch.elapsed) * (0.3 if listed else 0.8)
    )
    known = _total(wave, groups)
    if not listed:
        sets, lengths = _columns(pool)
    chosen = cover.best(sets, lengths, count, known, watch, max(0.1, until - watch.elapsed))
    if chosen is not None and chosen.length < known - 1e-9:
        groups = _once(wave, [[int(order) for order in sets[each] if order >= 0] for each in chosen.chosen])
    return groups, chosen.bound if chosen is not None and listed else -np.inf


def _annealed(
    wave: Waves, start: rules.Groups, watch: Watch, until: float
) -> tuple[dict[tuple[int, ...], float], rules.Groups]:
    """Return batches seen and the best groups; each worker anneals on its own thread from the same start."""
    groups, began, best, done = start, watch.elapsed, _total(wave, start), 0
    heat = best / len(start)
    pool = {tuple(sorted(group)): wave.of(group) for group in start}
    searches = [
        Search(wave, _batch_of(start, len(wave.numbers)), number) for number in range(watch.limit.workers)
    ]
    with ThreadPoolExecutor(watch.limit.workers) as threads:
        while (progress := _progress(watch, began, until, done)) < 1:
            hot = heat * HOT * (COLD / HOT) ** progress
            seed = watch.limit.seed * 1_000_003 + done * 31
            ends = list(threads.map(lambda search: search.stretch(hot, seed, done), searches))  # noqa: B023
            done += 1
            for length, order_of, snaps in ends:
                for each in (order_of, *snaps):
                    pool |= {key: wave.of(key) for key in map(tuple, _groups(each)) if key not in pool}
                if length < best - 1e-9:
                    best, groups = length, _groups(order_of)
                    watch.tell(best, iterations=done)
    return pool, groups


class Search:
    """One worker's walk: stretches of annealing and of ruin and recreate in turn, each from where the last ended."""

    def __init__(self, wave: Waves, batch_of: Ints, number: int) -> None:
        self.wave, self.here, self.number = wave, batch_of, number
        self.near = _partners(wave)
        self.share = 1 if wave.skeleton.plain else SLOWER

    def stretch(self, hot: float, seed: int, done: int) -> tuple[float, Ints, list[Ints]]:
        """Go one stretch at one temperature; return the best length, its batches, and batches passed."""
        wave = self.wave
        given = (wave.words, wave.sizes, wave.most, self.near, self.here, hot, hot * 0.97)
        if (done + self.number) % 2:
            best, best_of, _, self.here = anneal(
                *given, MOVES // self.share, seed + self.number, wave.skeleton
            )
            return best, best_of, [self.here]
        snaps = np.zeros((SNAPSHOTS, len(self.here)), np.int64)
        ruins = max(1, RUINS // self.share)
        best, best_of, self.here, taken = recreate(*given, ruins, seed + self.number, wave.skeleton, snaps)
        return best, best_of, [self.here, *snaps[:taken]]


def _progress(watch: Watch, began: float, until: float, done: int) -> float:
    """Return how far the cooling is, from 0 to 1."""
    if watch.over(done) or until <= began:
        return 1.0
    if watch.limit.iterations is not None:
        return done / watch.limit.iterations
    return (watch.elapsed - began) / max(1e-9, until - began)


def _partners(wave: Waves) -> Ints:
    """Return for each order the others that save most together with it."""
    count = len(wave.numbers)
    saved = np.full((count, count), -np.inf)
    for one in range(count):
        for other in range(one):
            saved[one, other] = saved[other, one] = wave.of([one]) + wave.of([other]) - wave.of([one, other])
    return np.ascontiguousarray(np.argsort(-saved, axis=1, kind="stable")[:, : min(PARTNERS, count - 1)])


def _columns(pool: dict[tuple[int, ...], float]) -> tuple[Ints, Floats]:
    widest = max(map(len, pool))
    sets = np.array([[*group, *([-1] * (widest - len(group)))] for group in pool], dtype=np.int64)
    return sets, np.array(list(pool.values()))


def _farthest(wave: Waves) -> float:
    """Return a bound: carts filled with the orders of the longest walks first, each as long as the longest in it."""
    alone = np.array([wave.of([order]) for order in range(len(wave.numbers))])
    order = np.argsort(-alone, kind="stable")
    bounds = []
    for dimension in np.flatnonzero(np.isfinite(wave.most)):
        before = np.cumsum(wave.sizes[order, dimension]) - wave.sizes[order, dimension]
        cart = np.floor(before / wave.most[dimension] + 1e-9).astype(np.int64)
        bounds.append(float(alone[order][np.unique(cart, return_index=True)[1]].sum()))
    return max(bounds, default=0.0)


def _once(wave: Waves, groups: rules.Groups) -> rules.Groups:
    """Return groups in which each order stands once: where a cover holds it twice, it stays where it costs least."""
    seen: set[int] = set()
    kept = []
    for group in sorted(groups, key=wave.of):
        kept.append([order for order in group if order not in seen])
        seen |= set(group)
    return [group for group in kept if group]


def _total(wave: Waves, groups: rules.Groups) -> float:
    return sum(wave.of(group) for group in groups)


def _batch_of(groups: rules.Groups, count: int) -> Ints:
    found = np.zeros(count, np.int64)
    for number, group in enumerate(groups):
        found[group] = number
    return found


def _groups(batch_of: Ints) -> rules.Groups:
    return [np.flatnonzero(batch_of == batch).tolist() for batch in np.unique(batch_of)]


def _batch(problem: BatchProblem, numbers: Sequence[int]) -> Batch:
    picks = tuple(pick for number in sorted(numbers) for pick in problem.orders[number].picks)
    return Batch(
        tuple(sorted(numbers)), pick_path.solve(PickProblem(problem.warehouse, picks, problem.depot))
    )


def _reasons(length: float, bound: float, named: dict[str, float]) -> tuple[Reason, ...]:
    facts = {"length": round(length, 2), "bound": round(bound, 2)}
    if length <= bound + 1e-6:
        reasons = [Reason("batches.optimal", "No batching walks less than {length}.", facts)]
    else:
        reasons = [
            Reason("batches.heuristic", "{length} in all; no batching walks less than {bound}.", facts)
        ]
    for name, other in named.items():
        if other:
            saved = {"name": name, "saved": round(100 * (1 - length / other), 1)}
            reasons.append(Reason("batches.saved", "{saved} % less than {name}.", saved))
    return tuple(reasons)
