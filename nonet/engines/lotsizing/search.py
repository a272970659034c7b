"""The search: prices of capacity first, then small exact programs around the best plan, beside the whole program.

Fix-and-optimise (Sahling, Buschkühl, Tempelmeier and Helber 2009): all set-ups stay but those of a few items, of a few
periods or of a mix, and HiGHS sets these anew. With a second core the whole program runs beside it, for a bound and a
proof; with one it follows when the small ones find nothing more.
"""

import threading

import numpy as np

from nonet.engines.lotsizing import telling
from nonet.engines.lotsizing.answer import Answer
from nonet.engines.lotsizing.model import Bools, Plan, Program, costed
from nonet.engines.lotsizing.needs import Floats, Needs, first_lots, needs
from nonet.engines.lotsizing.prices import price
from nonet.engines.lotsizing.problem import Problem
from nonet.engines.solving import Limit, Watch

ROUNDS = 300  # subgradient steps
OFTEN = 0.25  # share of late rounds from which on a set-up is tried at first
FEW, START, MANY = 12.0, 24.0, 240.0  # set-ups that are free at once: at least, at first, at most
BRANCHES = 30  # in a small program, beyond which the next ones shrink
LARGEST = 400_000  # columns beyond which the whole program is left alone
LATE = 0.3  # seconds beyond the limit that the whole program is waited for
QUIET = 40  # small programs in a row without a better plan, after which the whole one follows on one core


def solve(problem: Problem, limit: Limit, *, start: Floats | None = None) -> Answer:
    """Return lots of least cost for set-ups, stock, making and overtime under the capacity.

    Parameters
    ----------
    problem : Problem
        Items with demand, and the capacity.
    limit : Limit
        An iteration is one small program; with iterations given, nothing runs beside them.
    start : Floats | None
        (n, T) units of a former plan.

    Returns
    -------
    Answer
        Always a plan; where capacity cannot do, with the least overtime found and the reason.
    """
    watch = limit.start()
    need = needs(problem)
    if need.demand.sum() <= 0:
        return telling.answer(problem, need, costed(need, np.zeros(need.demand.shape)), 0.0, 0)
    search = Search(need, watch)
    if start is not None:
        search.offer(np.maximum(np.asarray(start, np.float64), 0.0))
    search.run()
    return telling.answer(problem, need, search.best, search.bound, search.steps)


class Search:
    """The best plan and bound so far, and what improves them."""

    def __init__(self, need: Needs, watch: Watch) -> None:
        self.need, self.watch = need, watch
        self.random = np.random.default_rng(watch.limit.seed)
        self.best = costed(need, first_lots(need))
        self.bound = -np.inf
        self.steps = 0
        self.whole_done, self.lock = threading.Event(), threading.Lock()

    def offer(self, made: Floats) -> None:
        """Take a former plan, as far as it serves all demand, else its set-ups."""
        need, lot = self.need, made > 0
        served = (np.cumsum(made - need.demand, axis=1) > -1e-6).all()
        if served and (made <= need.most[:, None])[lot].all() and (made >= need.least[:, None])[lot].all():
            self.take(costed(self.need, made))
        self._fixed(lot | (need.demand > 0))

    def take(self, plan: Plan | None) -> bool:
        """Keep a plan if it is the best; return whether it is."""
        with self.lock:
            if plan is None or plan.cost >= self.best.cost - 1e-9 * abs(self.best.cost):
                return False
            self.best = plan
        self.watch.tell(plan.cost + self.need.constant, self.bound + self.need.constant, self.steps)
        return True

    @property
    def closed(self) -> bool:
        """Whether the bound has met the plan."""
        return self.best.cost - self.bound <= 1e-6 * abs(self.best.cost)

    def run(self) -> None:
        """Search until the bound is met, time is over or all small programs are done."""
        self._prices()
        whole = self.watch.limit.iterations is None and self._fits()
        beside = whole and self.watch.limit.workers > 1
        thread = threading.Thread(target=self._whole, daemon=True)
        if beside:
            thread.start()
        self._around(quiet=QUIET if whole and not beside else None)
        if whole and not beside and not self.closed:
            thread.start()
        if thread.is_alive():  # HiGHS may look at its clock late; then its last word is not waited for
            thread.join(self.watch.left + LATE)

    def _fits(self) -> bool:
        n, periods = self.need.demand.shape
        return n * periods * (periods + 1) // 2 <= LARGEST

    def _prices(self) -> None:
        need = self.need
        guess = self.best.cost - need.penalty * self.best.beyond.sum()
        dearest = need.penalty if need.overtime_most < np.inf else need.overtime_cost
        bound, _, often = price(
            need.demand, need.unit_time, need.setup_time, need.setup_cost, need.holding, need.unit_cost,
            need.capacity, dearest, guess, ROUNDS,
        )  # fmt: skip
        if need.overtime_most < np.inf and need.overtime_most > 0:
            bound = -np.inf  # overtime below the penalty is not in these prices
        self.bound = max(self.bound, bound)
        first = np.zeros(need.demand.shape, bool)
        for item, row in enumerate(need.demand > 0):
            first[item, np.flatnonzero(row)[:1]] = True
        for share in (OFTEN, 0.5, 0.1):
            self._fixed((often > share) | first)

    def _fixed(self, on: Bools) -> None:
        """Try a plan with these set-ups."""
        program = Program(self.need, np.zeros(on.shape, bool), on)
        self.take(program.solve(max(0.1, self.watch.left)).plan)

    def _around(self, quiet: int | None) -> None:
        """Set small groups of set-ups anew until time is over."""
        size, silent = START, 0
        while not (self.watch.over(self.steps) or self.closed or self.whole_done.is_set()):
            if quiet is not None and silent >= quiet:
                return
            free = self._group(int(size))
            program = Program(self.need, free, self.best.setup > 0, beyond=self.best.beyond.sum() > 0)
            program.start(self.best)
            most = min(self.watch.left, max(0.2, 0.1 * self.watch.limit.seconds))
            program.lean()
            solved = program.solve(1e6 if self.watch.limit.iterations is not None else most, 200, 1e-4)
            self.steps += 1
            silent = 0 if self.take(solved.plan) else silent + 1
            easy = solved.finished and solved.nodes <= BRANCHES
            size = min(MANY, size * 1.06) if easy else max(FEW, size * 0.9)

    def _group(self, size: int) -> Bools:
        """Choose set-ups to free: all of a few items, all of some periods, or a mix."""
        n, periods = self.need.demand.shape
        kind = self.random.integers(3)
        free = np.zeros((n, periods), bool)
        if kind == 0:
            free[self.random.permutation(n)[: max(1, size // periods)]] = True
        elif kind == 1:
            width = min(periods, max(2, size // n))
            start = self.random.integers(periods - width + 1)
            free[:, start : start + width] = True
        else:
            width = min(periods, max(3, periods // 3))
            start = self.random.integers(periods - width + 1)
            items = self.random.permutation(n)[: max(1, size // width)]
            free[items, start : start + width] = True
        return free

    def _whole(self) -> None:
        """Run the whole program from the best plan, for the time that is left."""
        free = np.ones(self.need.demand.shape, bool)
        program = Program(self.need, free, free)
        program.start(self.best)
        solved = program.solve(max(0.05, 0.97 * self.watch.left - 0.1))
        self.bound = max(self.bound, solved.bound)
        self.take(solved.plan)
        if solved.finished:
            self.whole_done.set()
