"""What is to be packed, into what, and under which rules.

Lengths are whole numbers of one unit (millimetres, say), weights whole numbers of one unit (grams, say). x runs along
the length of a container from its far end to its door, y across it, z up.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import prod

from nonet.engines.solving import ProblemError

Triple = tuple[int, int, int]

TURNS: Mapping[str, Triple] = {
    "XYZ": (0, 1, 2),
    "YXZ": (1, 0, 2),
    "ZYX": (2, 1, 0),
    "YZX": (1, 2, 0),
    "XZY": (0, 2, 1),
    "ZXY": (2, 0, 1),
}
"""Which of an item's edges then runs along x, y and z: ``ZXY`` puts its third edge along x."""
UPRIGHT = ("XYZ", "YXZ")
AIMS = ("value", "fewest", "cost")


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of box to be packed.

    Parameters
    ----------
    name : str
        As shown to people; several items may share it.
    size : tuple[int, int, int]
        Its edges X, Y, Z.
    count : int
        How many of them.
    weight : int
        Of one.
    value : int | None
        What packing one is worth; its volume when left out.
    turns : tuple[str, ...]
        Allowed ones of ``TURNS``; `UPRIGHT` keeps its third edge up.
    bears : int | None
        Most weight that may rest on one; 0 for a fragile one, None for any.
    layers : int | None
        Most boxes that may stand above one, counted along a column; 0 when nothing may.
    stop : int
        Where it is unloaded, 0 first.
    together : str
        Items of the same word here go into one box, or none of them does.
    kind : str
        Named by the problem's ``apart``.
    """

    name: str
    size: Triple
    count: int = 1
    weight: int = 0
    value: int | None = None
    turns: tuple[str, ...] = tuple(TURNS)
    bears: int | None = None
    layers: int | None = None
    stop: int = 0
    together: str = ""
    kind: str = ""

    @property
    def volume(self) -> int:
        """Of one."""
        return prod(self.size)

    @property
    def worth(self) -> int:
        """What packing one is worth."""
        return self.volume if self.value is None else self.value

    @property
    def turned(self) -> tuple[Triple, ...]:
        """The different outer dimensions (dx, dy, dz) that its turns allow."""
        x = self.size
        return tuple(dict.fromkeys((x[a], x[b], x[c]) for a, b, c in (TURNS[turn] for turn in self.turns)))


@dataclass(frozen=True, slots=True)
class Balance:
    """Where the common centre of gravity of a load must lie, as shares of the length and width of the container."""

    x: tuple[float, float] = (0.0, 1.0)
    y: tuple[float, float] = (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Axles:
    """Two lines (x) that carry a load by the lever rule, and the most weight of load on each."""

    front_at: int
    rear_at: int
    front_limit: int
    rear_limit: int


@dataclass(frozen=True, slots=True)
class Container:
    """One kind of container, carton or vehicle body.

    Parameters
    ----------
    name : str
        As shown to people.
    size : tuple[int, int, int]
        Inner length, width and height.
    count : int | None
        How many there are; None for any number.
    weight_limit : int | None
        Most weight of its load.
    cost : int
        Of using one, in the smallest unit of money.
    own_weight : int
        Counts for what a carrier charges.
    wall : int
        Thickness of its wall; counts for the outer volume that a carrier charges.
    balance, axles
        Where the weight of the load must lie.
    """

    name: str
    size: Triple
    count: int | None = None
    weight_limit: int | None = None
    cost: int = 0
    own_weight: int = 0
    wall: int = 0
    balance: Balance | None = None
    axles: Axles | None = None

    @property
    def volume(self) -> int:
        """Inner volume."""
        return prod(self.size)

    @property
    def outer_volume(self) -> int:
        """Volume with its walls."""
        return prod(each + 2 * self.wall for each in self.size)


@dataclass(frozen=True, slots=True)
class Tariff:
    """What sending a full carton costs beside the carton, in the smallest unit of money.

    A parcel is charged by the greater of its weight and its outer volume divided by ``volume_per_weight`` (5000 cm³ per
    kilogram is 5000 mm³ per gram), in begun steps of ``step``: ``base`` for the first, ``per_step`` for each further;
    ``fill`` is for what fills one unit of empty volume.
    """

    base: int = 0
    per_step: int = 0
    step: int = 1000
    volume_per_weight: float = 5000.0
    fill: float = 0.0

    def of(self, container: Container, weight: int, volume: int) -> int:
        """Return what a carton with a load of that weight and volume costs, carton and filling included."""
        billed = max(weight + container.own_weight, container.outer_volume / self.volume_per_weight)
        steps = max(1, -int(-billed // self.step))
        filling = self.fill * (container.volume - volume)
        return container.cost + self.base + self.per_step * (steps - 1) + round(filling)


@dataclass(frozen=True, slots=True)
class Problem:
    """Items, containers and rules.

    Parameters
    ----------
    items, containers
        What is packed into what.
    aim : str
        ``value``: load the most worth into one container of the first kind. ``fewest``: pack everything into the fewest
        containers. ``cost``: pack everything at the least cost by ``tariff``.
    support : float
        Share of each base that must rest on the floor or on boxes; 1 is full support, 0 asks for none.
    unloading : bool
        Items of an earlier stop may not stand behind (towards the far end, x = 0) or beneath items of a later one.
    apart : tuple[tuple[str, str], ...]
        Pairs of kinds that may not share a container; a pair of the same kind twice keeps its items from one another.
    tariff : Tariff
        For ``cost``.

    Raises
    ------
    ProblemError
        Something cannot be meant so.
    """

    items: tuple[Item, ...]
    containers: tuple[Container, ...]
    aim: str = "value"
    support: float = 0.0
    unloading: bool = False
    apart: tuple[tuple[str, str], ...] = ()
    tariff: Tariff = field(default_factory=Tariff)

    def __post_init__(self) -> None:
        if self.aim not in AIMS:
            raise ProblemError("aim", f"There is no aim {self.aim!r}.", f"Known: {', '.join(AIMS)}.")
        if not self.containers:
            raise ProblemError("containers", "There is nothing to pack into.", "Give at least one.")
        if not 0 <= self.support <= 1:
            raise ProblemError("support", f"{self.support} is no share.", "Give 0 for none to 1 for full.")
        for number, item in enumerate(self.items):
            _check_item(f"items[{number}]", item)
        for number, container in enumerate(self.containers):
            _check_container(f"containers[{number}]", container)
        if self.tariff.step <= 0 or self.tariff.volume_per_weight <= 0:
            raise ProblemError("tariff", "Its step and its volume per weight divide.", "Give more than 0.")

    @property
    def plain(self) -> bool:
        """Whether the rules are only those of volume, weight, turns and full or no support."""
        return (
            self.support in (0.0, 1.0)
            and not (self.unloading and len({item.stop for item in self.items}) > 1)
            and not self.apart
            and all(item.bears is None and item.layers is None and not item.together for item in self.items)
            and all(each.balance is None and each.axles is None for each in self.containers)
        )


def _check_item(where: str, item: Item) -> None:
    if len(item.size) != 3 or min(item.size) < 1:
        raise ProblemError(f"{where}.size", f"{item.size} is no box.", "Give three edges of at least 1.")
    if max(item.size) >= 2**20:
        raise ProblemError(
            f"{where}.size", f"{item.size} is too long.", "Give a coarser unit, below 1048576."
        )
    if item.count < 0 or item.weight < 0 or (item.value is not None and item.value < 0):
        raise ProblemError(where, "Count, weight and value cannot be below 0.")
    unknown = [turn for turn in item.turns if turn not in TURNS]
    if unknown or not item.turns:
        raise ProblemError(f"{where}.turns", f"Not turns: {unknown}.", f"Known: {', '.join(TURNS)}.")
    if (item.bears is not None and item.bears < 0) or (item.layers is not None and item.layers < 0):
        raise ProblemError(where, "What may rest on it cannot be below 0.", "Give none for no limit.")


def _check_container(where: str, container: Container) -> None:
    if len(container.size) != 3 or min(container.size) < 1 or max(container.size) >= 2**20:
        raise ProblemError(
            f"{where}.size", f"{container.size} is no container.", "Give three edges from 1 to 1048575."
        )
    if container.count is not None and container.count < 0:
        raise ProblemError(f"{where}.count", f"{container.count} is below 0.", "Give none for any number.")
    if container.weight_limit is not None and container.weight_limit < 0:
        raise ProblemError(f"{where}.weight_limit", "It is below 0.", "Give none for no limit.")
    for low, high in (container.balance.x, container.balance.y) if container.balance else ():
        if not 0 <= low <= high <= 1:
            raise ProblemError(f"{where}.balance", f"{low}–{high} is no window of shares.", "Give 0 to 1.")
    axles = container.axles
    if axles and axles.front_at >= axles.rear_at:
        raise ProblemError(f"{where}.axles", "The front one lies not before the rear one.", "Swap them.")
