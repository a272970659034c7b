"""Load the most worth into one container: blocks, free space and beam search put together."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from nonet.engines.packing.answer import Placement
from nonet.engines.packing.beam import WIDEST, Beam, wider
from nonet.engines.packing.blocks import build
from nonet.engines.packing.problem import Container, Item
from nonet.engines.packing.tables import Blocks, Ints, Longs, Rules
from nonet.engines.solving import Watch


@dataclass(frozen=True, slots=True)
class Settings:
    """How one worker builds blocks and ranks them."""

    blocks: int = 20000
    fill: float = 0.98
    power: int = 4
    loss: float = 1.0
    near: float = 0.01
    gamma: float = 0.2
    flat: float = 1.0


BUILDING = 0.15  # share of the time that may go into building blocks
SETTINGS = (Settings(), Settings(power=3, near=0.02, flat=2.0))


Found = tuple[list[Placement], int]


def load(
    items: Sequence[Item],
    counts: Sequence[int],
    worths: Sequence[int],
    container: Container,
    full: bool,
    watch: Watch,
    rounds: int | None = None,
    settings: Sequence[Settings] = SETTINGS,
) -> list[Found]:
    """Return where boxes lie in one container, and their worth: each worker's best, the best of all first.

    Parameters
    ----------
    items : (T,)
        Kinds of boxes.
    counts, worths : (T,)
        How many of each there are, and what one is worth here.
    container : Container
        Its size and weight limit count.
    full : bool
        Whether every base must rest fully.
    watch : Watch
        Its limit's workers each search in their own way.
    rounds : int | None
        Rounds of ever wider beams; by time when left out.
    settings : Sequence[Settings]
        One a worker.
    """

    def run(number: int) -> Found:
        setting = settings[number % len(settings)]
        return _searched(
            items, counts, worths, container, full, watch, rounds, setting, watch.limit.seed + number
        )

    workers = watch.limit.workers
    if workers == 1:
        return [run(0)]
    with ThreadPoolExecutor(workers) as threads:
        return sorted(threads.map(run, range(workers)), key=lambda found: -found[1])


def _searched(
    items: Sequence[Item],
    counts: Sequence[int],
    worths: Sequence[int],
    container: Container,
    full: bool,
    watch: Watch,
    rounds: int | None,
    settings: Settings,
    seed: int,
) -> Found:
    until = watch.elapsed + BUILDING * watch.left

    def building() -> bool:
        return watch.over() or watch.elapsed > until

    beam = prepared(items, counts, worths, container, full, settings, seed, building)
    if beam is None:
        return [], 0
    beam.first()
    width, number = 1, 0
    while not (beam.whole or watch.over() or (rounds is not None and number >= rounds)):
        began = watch.elapsed
        if not beam.run(width, watch) or width == WIDEST:
            break
        took = watch.elapsed - began
        watch.tell(float(beam.best.worth[0]), iterations=number + 1)
        width, number = wider(width, took if rounds is None else 0.0, watch.left), number + 1
    return unfold(beam.blocks, beam.best.placed[0, : beam.best.placed_used[0]], items), int(
        beam.best.worth[0]
    )


def prepared(
    items: Sequence[Item],
    counts: Sequence[int],
    worths: Sequence[int],
    container: Container,
    full: bool,
    settings: Settings,
    seed: int,
    over: Callable[[], bool],
) -> Beam | None:
    """Return a search with its blocks built; None when no box fits."""
    box = np.array(container.size, np.int64)
    limit = 2**60 if container.weight_limit is None else container.weight_limit
    turns = [list(item.turned) for item in items]
    table = build(
        turns,
        np.array(counts, np.int32),
        np.array(worths, np.int64),
        np.array([item.weight for item in items], np.int64),
        box,
        limit,
        full,
        settings.fill,
        settings.blocks,
        settings.gamma,
        settings.flat,
        seed,
        over,
    )
    if not len(table.key):
        return None
    single = table.size[table.axis < 0]
    fitting = np.minimum(
        np.array(counts), (np.bincount(table.left[table.axis < 0], minlength=len(items)) > 0) * 2**30
    )
    rules = Rules(
        box,
        single.min(axis=0).astype(np.int64),
        limit,
        full,
        reach(box, turns, counts),
        settings.power,
        settings.loss,
        settings.near,
    )
    return Beam(table, rules, np.array(counts, np.int32), int(fitting.sum()))


def reach(box: Longs, turns: Sequence[Sequence[tuple[int, ...]]], counts: Sequence[int]) -> Ints:
    """Return for each axis and length the longest row of boxes that is no longer, as (3, longest + 1)."""
    table = np.zeros((3, int(box.max()) + 1), np.int32)
    for d in range(3):
        sums, mask = 1, (1 << (int(box[d]) + 1)) - 1
        for t, turned in enumerate(turns):
            for edge in {dims[d] for dims in turned}:
                for _ in range(min(int(counts[t]), int(box[d]) // edge)):
                    more = sums | ((sums << edge) & mask)
                    if more == sums:
                        break
                    sums = more
        reached = np.array([bit == "1" for bit in bin(sums)[:1:-1]])
        lengths = np.flatnonzero(reached)
        table[d, lengths] = lengths
        table[d] = np.maximum.accumulate(table[d])
    return table


def unfold(blocks: Blocks, placed: Ints, items: Sequence[Item]) -> list[Placement]:
    """Return the single boxes of placed blocks; a block anchored at a far corner is mirrored towards it."""
    found: list[Placement] = []
    for row in placed:
        block, low, high, bits = int(row[0]), row[1:4], row[4:7], int(row[7])
        todo = [(block, (0, 0, 0))]
        while todo:
            b, at = todo.pop()
            size = tuple(int(each) for each in blocks.size[b])
            if blocks.axis[b] >= 0:
                todo.append((int(blocks.left[b]), at))
                x, y, z = (a + int(s) for a, s in zip(at, blocks.shift[b], strict=True))
                todo.append((int(blocks.right[b]), (x, y, z)))
                continue
            x, y, z = (
                int(high[d]) - at[d] - size[d] if bits & (1 << d) else int(low[d]) + at[d] for d in range(3)
            )
            found.append(
                Placement(int(blocks.left[b]), (x, y, z), items[int(blocks.left[b])].turned[blocks.right[b]])
            )
    return found
