"""Beam search over partial loadings, each judged by its greedy completion, ever wider until time is up.

After Araya and Riff, "A beam search approach to the container loading problem", Computers & Operations Research 2014.
"""

import math

import numpy as np

from nonet.engines.packing import search
from nonet.engines.packing.tables import SPACE, SPACES, Blocks, Ints, Longs, Pool, Rules, pool
from nonet.engines.solving import Watch

WIDEST = 512
LAST = 6  # a round may take so many times the one before when it is to be the last


class Beam:
    """One worker's search of one container."""

    def __init__(self, blocks: Blocks, rules: Rules, counts: Ints, boxes: int) -> None:
        self.blocks, self.rules, self.counts = blocks, rules, counts
        self.boxes = boxes
        self.work = self._pool(1)
        self.best = self._pool(1)
        self.best.worth[0] = -1
        self.taken = np.zeros((SPACES, SPACE), np.int32)
        self.found = np.zeros((boxes + 1, 6), np.int32)
        self.root = self._root()

    def _pool(self, rows: int) -> Pool:
        return pool(rows, len(self.counts), self.boxes, len(self.blocks.key))

    def _root(self) -> Pool:
        root = self._pool(1)
        root.remain[0] = self.counts
        root.spaces[0, 0, 3:6] = self.rules.box
        root.spaces_used[0] = 1
        root.alive[0] = np.arange(len(self.blocks.key))
        root.alive_used[0] = len(self.blocks.key)
        return root

    def first(self) -> None:
        """Load greedily once, so that there is an answer."""
        search.copy(self.root, 0, self.work, 0)
        self.root.promise[0] = search.greedy(self.blocks, self.rules, self.work, 0, self.taken, self.found)
        if self.work.worth[0] > self.best.worth[0]:
            search.copy(self.work, 0, self.best, 0)

    @property
    def whole(self) -> bool:
        """Whether every box is loaded."""
        return int(self.best.remain[0].sum()) == 0

    def run(self, width: int, watch: Watch) -> bool:
        """Search once with a beam of a width; return whether a wider one is worth a try: in time and not exhausted."""
        here, there = self._pool(width), self._pool(width)
        search.copy(self.root, 0, here, 0)
        rows = 1
        narrow = False
        offers = np.zeros((width * width, 4), np.int64)
        while rows:
            offered = 0
            for row in range(rows):
                if watch.over():
                    return False
                offered = search.expand(
                    self.blocks, self.rules, here, row, width, self.work, self.best, offers, offered, self.taken,
                    self.found,
                )  # fmt: skip
            kept = self._kept(offers[:offered], width)
            narrow = narrow or len(kept) == width or offered >= width
            search.advance(self.blocks, self.rules, here, there, offers, kept, self.taken)
            here, there = there, here
            rows = len(kept)
        return narrow and not self.whole

    @staticmethod
    def _kept(offers: Longs, width: int) -> Longs:
        """Return the rows of the offers of most promise, one of each promise."""
        order = np.argsort(-offers[:, 0], kind="stable")
        _, first = np.unique(-offers[order, 0], return_index=True)
        return order[np.sort(first)[:width]].astype(np.int64)


def wider(width: int, took: float, left: float) -> int:
    """Return the width of the next round: √2 of the last, or what fills the time left when only one more is worth it.

    The work of a round grows with the square of its width.
    """
    if took > 0 and took < left < LAST * took:
        return min(WIDEST, max(width + 1, int(width * math.sqrt(left / took))))
    return min(WIDEST, math.ceil(width * math.sqrt(2)))
