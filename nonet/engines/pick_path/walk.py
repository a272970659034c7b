"""From the options of a sweep to the walk itself: passages, put together as an Euler tour (Hierholzer 1873)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from nonet.engines.pick_path import frontier
from nonet.engines.pick_path.problem import BOTH, Foot, Place, Point
from nonet.engines.pick_path.steps import Steps, Way, distances, split, walked


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage from one place to another (or in from it and back), over `stops` in this order."""

    come: Place
    go: Place
    stops: tuple[Point, ...]


def passages(steps: Steps, taken: Sequence[int]) -> list[Passage]:
    """Return what is passed, for the options taken at each step."""
    found: list[Passage] = []
    for way, kind, option in zip(steps.ways, steps.kinds, taken, strict=True):
        if way is None or option == frontier.NONE:
            continue
        if kind == frontier.ACROSS and option in (frontier.ONCE, frontier.BACK):
            found += [
                Passage(way.low, way.high, ()) if option == frontier.ONCE else Passage(way.high, way.low, ())
            ]
        else:
            found += _of(way, option)
    return found


def _of(way: Way, option: int) -> list[Passage]:
    up, down = Passage(way.low, way.high, way.picks), Passage(way.high, way.low, way.picks[::-1])
    empty_up, empty_down = Passage(way.low, way.high, ()), Passage(way.high, way.low, ())
    through = {
        frontier.ONCE: [up],
        frontier.BACK: [down],
        frontier.TWICE: [up, empty_down],
        frontier.ONCE_MORE: [up, empty_up],
        frontier.BACK_MORE: [down, empty_down],
    }
    if option in through:
        return through[option]
    return _excursions(way, option)


def _excursions(way: Way, option: int) -> list[Passage]:
    lows, highs = distances(way)
    at = {frontier.LOW: len(lows), frontier.HIGH: 0}.get(option)
    if at is None:
        at = min(range(1, len(lows)), key=lambda each: split(way, each, lows, highs))
    cart = way.cart and way.way == BOTH
    below, above = list(way.picks[:at]), list(way.picks[at:][::-1])
    return [
        *_fetched(way.low, below, lows[:at], way.foot, cart),
        *_fetched(way.high, above, highs[at:][::-1], way.foot, cart),
    ]


def _fetched(
    mouth: Place, picks: list[Point], offsets: list[float], foot: Foot | None, cart: bool
) -> list[Passage]:
    """Return the ways in from a mouth and back; picks and their distances from it rise."""
    if not picks:
        return []
    if not any(offsets) or (cart and walked(offsets, foot, cart) == 2 * offsets[-1]):
        return [Passage(mouth, mouth, tuple(picks))]
    assert foot is not None
    last = range(len(picks), 0, -foot.carry)
    return [Passage(mouth, mouth, tuple(picks[max(0, end - foot.carry) : end])) for end in last]


def euler(start: Place, passed: Sequence[Passage], directed: bool) -> list[Place]:
    """Return the places in the order of a walk from `start` that uses each passage once."""
    at: dict[Place, list[int]] = defaultdict(list)
    for number, passage in enumerate(passed):
        at[passage.come].append(number)
        if not directed and passage.come != passage.go:
            at[passage.go].append(number)
    used = [False] * len(passed)
    trail: list[tuple[Place, tuple[Point, ...]]] = [(start, ())]
    done: list[tuple[Place, tuple[Point, ...]]] = []
    while trail:
        place = trail[-1][0]
        open_here = at[place]
        while open_here and used[open_here[-1]]:
            open_here.pop()
        if not open_here:
            done.append(trail.pop())
            continue
        number = open_here.pop()
        used[number] = True
        passage = passed[number]
        forward = passage.come == place
        trail.append((passage.go, passage.stops) if forward else (passage.come, passage.stops[::-1]))
    places: list[Place] = []
    for place, stops in reversed(done):
        places += [*stops, place]
    return places
