"""What a pick tour is asked of: the warehouse as a grid of aisles and cross-aisles, and the picks in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from nonet.engines.solving import ProblemError

Floats = npt.NDArray[np.float64]
BOTH, UP, DOWN = 0, 1, -1  # ways through an aisle; along a cross-aisle UP is towards higher aisle numbers


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """A place: `offset` length units up from the lower cross-aisle of block `block` in aisle `aisle`, all from 0."""

    aisle: int
    block: int
    offset: float


@dataclass(frozen=True, slots=True)
class Door:
    """A place in front of the aisles, outside the grid: the walk from it to the front crossing of each aisle."""

    walks: tuple[float, ...]


Place = Point | Door


@dataclass(frozen=True, slots=True)
class Foot:
    """Leaving the cart at an aisle's mouth and walking in.

    Parameters
    ----------
    carry : int
        Picks fetched in one walk.
    factor : float
        A unit on foot in units with the cart; below 1 when the cart is slow.
    """

    carry: int
    factor: float = 1.0

    def __post_init__(self) -> None:
        if self.carry < 1:
            raise ProblemError(
                "foot.carry", f"nobody fetches {self.carry} picks in a walk.", "Give at least 1."
            )
        if self.factor <= 0:
            raise ProblemError("foot.factor", f"{self.factor} makes walking free.", "Give more than 0.")


@dataclass(frozen=True, slots=True)
class Warehouse:
    """Parallel aisles crossed by cross-aisles; blocks lie between two neighbouring cross-aisles.

    Parameters
    ----------
    lengths : (aisles, blocks) floats
        Walk from one cross-aisle to the next through the aisle; ``inf`` where there is no way through.
    pitches : (aisles - 1, blocks + 1) floats
        Walk along a cross-aisle from an aisle to the next; ``inf`` where it is blocked.
    ways : (aisles, blocks) integers
        BOTH, UP or DOWN, the way the cart may go.
    cross_ways : (aisles - 1, blocks + 1) integers
        BOTH, UP (to the next aisle) or DOWN.
    foot : Foot | None
        How aisles may be worked on foot; None when the cart always goes along.
    no_cart : (aisles, blocks) booleans
        Too narrow for the cart: worked on foot only.
    """

    lengths: Floats
    pitches: Floats
    ways: npt.NDArray[np.int64] | None = None
    cross_ways: npt.NDArray[np.int64] | None = None
    foot: Foot | None = None
    no_cart: npt.NDArray[np.bool_] | None = None

    def __post_init__(self) -> None:
        if self.lengths.ndim != 2 or not self.lengths.size:
            raise ProblemError(
                "warehouse.lengths", "is no table of aisles by blocks.", "Give (aisles, blocks)."
            )
        aisles, blocks = self.lengths.shape
        self._same("pitches", self.pitches, (aisles - 1, blocks + 1))
        for name, shape in (("ways", (aisles, blocks)), ("no_cart", (aisles, blocks))):
            self._same(name, getattr(self, name), shape)
        self._same("cross_ways", self.cross_ways, (aisles - 1, blocks + 1))
        if (self.lengths <= 0).any() or (self.pitches < 0).any():
            raise ProblemError("warehouse", "has lengths of 0 or less.", "Give walks above 0.")
        if self.no_cart is not None and self.no_cart.any() and self.foot is None:
            raise ProblemError("warehouse.no_cart", "needs walking, but nobody may walk.", "Give `foot`.")

    def _same(self, name: str, table: npt.NDArray[np.generic] | None, shape: tuple[int, int]) -> None:
        if table is not None and table.shape != shape:
            raise ProblemError(
                f"warehouse.{name}", f"is {table.shape} where {shape} belongs.", "Give one each."
            )

    @property
    def aisles(self) -> int:
        """How many aisles."""
        return int(self.lengths.shape[0])

    @property
    def blocks(self) -> int:
        """How many blocks."""
        return int(self.lengths.shape[1])

    @property
    def one_way(self) -> bool:
        """True when some way may be taken in one direction only."""
        tables = (self.ways, self.cross_ways)
        return any(table is not None and bool(table.any()) for table in tables)


def rectangular(aisles: int, blocks: int, length: float, pitch: float, **more: object) -> Warehouse:
    """Return a warehouse of equal aisles: `length` from cross-aisle to cross-aisle, `pitch` from aisle to aisle."""
    lengths = np.full((aisles, blocks), float(length))
    pitches = np.full((aisles - 1, blocks + 1), float(pitch))
    return Warehouse(lengths, pitches, **more)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class PickProblem:
    """Picks to be fetched in one walk from `start` to the nearest of `ends`, or back to `start` when there are none.

    From a `Door` the walk always comes back to it.
    """

    warehouse: Warehouse
    picks: Sequence[Point]
    start: Place
    ends: Sequence[Point] = field(default=())

    def __post_init__(self) -> None:
        if isinstance(self.start, Point):
            self._inside("start", self.start)
        elif len(self.start.walks) != self.warehouse.aisles or self.ends:
            raise ProblemError(
                "start", "a door needs a walk to each aisle, and no other ends.", "Give one each."
            )
        for name, points in (("picks", self.picks), ("ends", self.ends)):
            for number, point in enumerate(points):
                self._inside(f"{name}[{number}]", point)

    def _inside(self, where: str, point: Point) -> None:
        aisles, blocks = self.warehouse.aisles, self.warehouse.blocks
        if not (0 <= point.aisle < aisles and 0 <= point.block < blocks):
            raise ProblemError(
                where, f"{point} lies outside {aisles} aisles × {blocks} blocks.", "Count from 0."
            )
        length = float(self.warehouse.lengths[point.aisle, point.block])
        if not 0 <= point.offset <= length:
            raise ProblemError(
                where, f"{point} lies outside its aisle of {length}.", "Give its offset within it."
            )
