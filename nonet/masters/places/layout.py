"""The plan of a storage area: from a few numbers to the codes of every rack, level and bin, in walking order."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from django.utils.translation import gettext as _

from nonet.masters.places.errors import LayoutInvalid
from nonet.masters.places.models import Place

DEPTH = ["area", "zone", "aisle", "rack", "level", "bin"]
MOST_BINS = 200_000


@dataclass(frozen=True, slots=True)
class Axis:
    """One step of a code: what it counts (aisle, rack, level, bin), from which number to which, how wide."""

    kind: str
    first: int
    last: int
    width: int = 2
    step: int = 1

    def codes(self) -> list[str]:
        """Return the numbers as they stand in codes."""
        return [f"{number:0{self.width}d}" for number in range(self.first, self.last + 1, self.step)]


@dataclass(frozen=True, slots=True)
class Layout:
    """A storage area: its code, what it is, its axes from the outside in, and what holds for each of its bins.

    ``D`` with racks 1 to 3 and bins 1 to 2 gives ``D-01-01`` to ``D-03-02``; any of the axes may be left out,
    the last one counts bins. The walk goes along the axes in their order, but past a position all levels come
    before the next; with ``serpentine`` every second line is walked back.
    """

    code: str
    axes: tuple[Axis, ...]
    kind: str = Place.Kind.ZONE
    separator: str = "-"
    serpentine: bool = True
    capabilities: tuple[str, ...] = ("put_away", "pick", "count", "hold")
    storage_class: str = ""
    max_weight_kg: Decimal | None = None
    max_volume_l: Decimal | None = None
    max_units: int | None = None

    def __post_init__(self) -> None:
        kinds = [self.kind, *(axis.kind for axis in self.axes)]
        if any(kind not in DEPTH for kind in kinds) or kinds != sorted(set(kinds), key=DEPTH.index):
            raise LayoutInvalid(
                _("its steps go from area over zone, aisle, rack and level to bin, each once")
            )
        if kinds[-1] != Place.Kind.BIN:
            raise LayoutInvalid(_("its last step counts bins"))
        if not self.code or any(axis.last < axis.first or axis.step < 1 for axis in self.axes):
            raise LayoutInvalid(_("it needs a code, and every step at least one number"))
        if self.count() > MOST_BINS:
            counts = {"count": self.count(), "most": MOST_BINS}
            raise LayoutInvalid(_("it has %(count)s bins, more than %(most)s") % counts)
        unknown = set(self.capabilities) - set(Place.Capability.values)
        if unknown:
            raise LayoutInvalid(_("%s is no capability") % ", ".join(sorted(unknown)))

    def count(self) -> int:
        """Return how many bins the plan has."""
        total = 1
        for axis in self.axes:
            total *= len(axis.codes())
        return total


class PlannedPlace(NamedTuple):
    """A place to be: its code, that of the place above it, its kind and its position in the walk, from 0."""

    code: str
    parent: str
    kind: str
    order: int


def plan_places(layout: Layout) -> list[list[PlannedPlace]]:
    """Return the places of a layout by depth, the outermost first; what lies above bins comes with its first bin."""
    depths: list[dict[str, PlannedPlace]] = [{} for _depth in range(len(layout.axes) + 1)]
    for order, path in enumerate(_walk(layout)):
        code = layout.code
        depths[0].setdefault(code, PlannedPlace(code, "", layout.kind, order))
        for depth, (axis, number) in enumerate(zip(layout.axes, path, strict=True), start=1):
            parent, code = code, f"{code}{layout.separator}{number}"
            depths[depth].setdefault(code, PlannedPlace(code, parent, axis.kind, order))
    return [list(places.values()) for places in depths]


def _walk(layout: Layout) -> Iterator[tuple[str, ...]]:
    """Yield the numbers of each bin in the order of the walk, each tuple in the order of the axes."""
    order = sorted(range(len(layout.axes)), key=lambda n: layout.axes[n].kind == Place.Kind.LEVEL)
    lines, *inner = (layout.axes[n].codes() for n in order)
    for line, first in enumerate(lines):
        back = layout.serpentine and line % 2 == 1
        walked = [codes[::-1] if back and depth == 0 else codes for depth, codes in enumerate(inner)]
        for rest in product(*walked):
            numbers = dict(zip(order, (first, *rest), strict=True))
            yield tuple(numbers[n] for n in range(len(order)))
