"""What is to be driven, by what, from where, and under which rules.

Times, distances and costs are integers in units of the caller's choice (seconds, metres and cents serve well); one
vehicle costs ``fixed + per_distance × distance + per_time × duration``. Field names follow the vocabulary of
vehicle-routing practice; the model covers the variants surveyed by Toth and Vigo, *Vehicle Routing* (2014).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from nonet.engines.solving import ProblemError

FAR = 1 << 40  # later and farther than any limit
LARGEST = (1 << 31) - 1  # of a matrix entry
Window = tuple[int, int]
Matrix = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Depot:
    """Where vehicles start, end and reload.

    Parameters
    ----------
    place : int
        Row of the matrices.
    opens, closes : int
        No vehicle leaves before or returns after.
    loading : int
        Time to load before each trip.
    """

    place: int
    opens: int = 0
    closes: int = FAR
    loading: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """One visit.

    Parameters
    ----------
    place : int
        Row of the matrices; several stops may share a place.
    delivery, pickup : tuple[int, ...]
        Brought from the depot and taken to it, by dimension (weight, volume, pieces, …); missing ones are 0.
    windows : tuple[Window, ...]
        In which service may begin, each ``(opens, closes)``, ascending and apart; none means always.
    service : int
        Time of the work itself.
    setup : int
        Time to park and sign in on arrival, once when several stops of a place follow each other; may be spent before
        the window opens.
    release : int
        The trip that carries it leaves its depot no earlier.
    prize : int | None
        What leaving it out costs; None when it must be served if that is possible at all.
    priority : int
        0 to 100: which of the stops that must be served stays out last when not all can be.
    skills : frozenset[str]
        What its vehicle must be able to do.
    area : str
        Where it lies, for vehicles that keep to areas.
    """

    place: int
    delivery: tuple[int, ...] = ()
    pickup: tuple[int, ...] = ()
    windows: tuple[Window, ...] = ()
    service: int = 0
    setup: int = 0
    release: int = 0
    prize: int | None = None
    priority: int = 0
    skills: frozenset[str] = frozenset()
    area: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Goods fetched at one stop and brought to another by the same vehicle in the same trip, by dimension."""

    pickup: int
    delivery: int
    amount: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Break:
    """A pause that begins between ``earliest`` and ``latest`` and lasts ``duration``, at a stop or the depot.

    A break lies within the tour: where a tour is over before ``earliest`` none is due.
    """

    earliest: int
    latest: int
    duration: int


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A kind of vehicle, ``count`` of which stand ready.

    Parameters
    ----------
    capacity : tuple[int, ...]
        By dimension; missing dimensions are unlimited.
    start, end : int | None
        Depots; ``end`` None when the tour ends at its last stop.
    shift : Window
        Leaves no earlier, is back no later.
    max_duration, max_distance, max_stops : int | None
        Of a tour (all its trips); the duration counts waiting, service and breaks.
    rest_after, rest : int | None
        After so much driving without a pause of at least ``rest``, the driver rests that long wherever he is.
    skills : frozenset[str]
        What it can do.
    areas : frozenset[str]
        Stops of other areas cost ``Problem.outside_area`` each; empty means at home everywhere.
    profile : int
        Which matrices.
    reload : tuple[int, ...]
        Depots at which it may load again between trips; none allows one trip.
    max_trips : int | None
        None for any number where it may reload.
    """

    capacity: tuple[int, ...] = ()
    count: int = 1
    start: int = 0
    end: int | None = 0
    shift: Window = (0, FAR)
    fixed: int = 0
    per_distance: float = 1
    per_time: float = 0
    max_duration: int | None = None
    max_distance: int | None = None
    max_stops: int | None = None
    breaks: tuple[Break, ...] = ()
    rest_after: int | None = None
    rest: int | None = None
    skills: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    profile: int = 0
    reload: tuple[int, ...] = ()
    max_trips: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """Distances and durations between places, each of shape (places, places); not necessarily symmetric."""

    distance: Matrix
    duration: Matrix


@dataclass(frozen=True, slots=True)
class Pin:
    """What one tour of a kind of vehicle must keep: chains of stops, each in its order with nothing between.

    With ``first`` the tour begins with the first chain (a vehicle that is under way). A chain of one stop pins that
    stop to the tour wherever it fits.
    """

    vehicle: int
    chains: tuple[tuple[int, ...], ...]
    first: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """All of it.

    Parameters
    ----------
    outside_area : int
        Cost of each stop served by a vehicle of other areas.
    backhauls : {"mixed", "last"}
        ``"last"``: stops that only give (pick-up without delivery) come after all that receive, and no tour starts
        with one.
    vehicles_first : bool
        Fewest tours matter before any cost.
    """

    profiles: tuple[Profile, ...]
    depots: tuple[Depot, ...]
    stops: tuple[Stop, ...]
    vehicles: tuple[Vehicle, ...]
    pairs: tuple[Pair, ...] = ()
    pins: tuple[Pin, ...] = ()
    outside_area: int = 0
    backhauls: Literal["mixed", "last"] = "mixed"
    vehicles_first: bool = False

    def __post_init__(self) -> None:
        from nonet.engines.routing import checked  # it reads the types above

        checked.check(self)

    @property
    def dimensions(self) -> int:
        """How many dimensions loads have."""
        amounts = [each for stop in self.stops for each in (stop.delivery, stop.pickup)]
        amounts += [pair.amount for pair in self.pairs] + [vehicle.capacity for vehicle in self.vehicles]
        return max((len(each) for each in amounts), default=0)


def refuse(where: str, fact: str, cure: str = "") -> None:
    """Raise the ProblemError of a field."""
    raise ProblemError(where, fact, cure)
