"""The arrays that the compiled search reads and writes: blocks, states of a beam, and scratch of one worker."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

SPACES = 384  # free spaces that a state keeps; beyond, the latest is dropped
SPACE = (
    8  # x1 y1 z1 x2 y2 z2, distance of its corner from the container's, corner bits (1 far x, 2 far y, 4 top)
)
PLACED = 8  # block, x1 y1 z1 x2 y2 z2, corner bits


class Blocks(NamedTuple):
    """Blocks of boxes that may be loaded at once, best first by ``key``.

    ``size`` (B, 3) outer dimensions · ``worth`` (B,) what loading it adds · ``weight`` (B,) · ``pieces`` (B,) boxes ·
    ``key`` (B,) highest score that it can have · ``need_at`` (B+1,), ``need_type`` and ``need_count``: its boxes by
    type, row b from need_at[b] to need_at[b+1] · ``top`` (B, 4) x1 y1 x2 y2 of the rectangle on top that is solid ·
    ``left``, ``right``, ``axis`` (B,) how it was joined: axis −1 is a single box, left its type and right its turn ·
    ``shift`` (B, 3) where the right part lies.
    """

    size: Ints
    worth: Longs
    weight: Longs
    pieces: Longs
    key: Floats
    need_at: Longs
    need_type: Ints
    need_count: Ints
    top: Ints
    left: Ints
    right: Ints
    axis: Ints
    shift: Ints


class Pool(NamedTuple):
    """States of a beam, one a row: what is left, loaded, free, and which blocks may still be had."""

    remain: Ints
    spaces: Ints
    spaces_used: Longs
    placed: Ints
    placed_used: Longs
    alive: Ints
    alive_used: Longs
    worth: Longs
    weight: Longs
    promise: Longs


class Rules(NamedTuple):
    """What the compiled search must obey and how it ranks."""

    box: Longs
    least: Longs
    weight_limit: int
    full: bool
    reach: Ints
    power: int
    loss: float
    near: float


def pool(rows: int, types: int, boxes: int, blocks: int) -> Pool:
    """Return an empty pool of ``rows`` states."""
    return Pool(
        np.zeros((rows, types), np.int32),
        np.zeros((rows, SPACES, SPACE), np.int32),
        np.zeros(rows, np.int64),
        np.zeros((rows, boxes + 1, PLACED), np.int32),
        np.zeros(rows, np.int64),
        np.zeros((rows, blocks), np.int32),
        np.zeros(rows, np.int64),
        np.zeros(rows, np.int64),
        np.zeros(rows, np.int64),
        np.zeros(rows, np.int64),
    )
