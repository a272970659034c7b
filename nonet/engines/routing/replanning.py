"""Re-plan: stops added to, dropped from or moved in a plan that is under way, within a second."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from nonet.engines.routing.answer import Answer, Tour
from nonet.engines.routing.planning import plan
from nonet.engines.routing.problem import Pin, Problem, refuse
from nonet.engines.routing.solving import searched
from nonet.engines.solving import Limit, Reason

CALM = 0.05  # heat at the start: the plan at hand is good, and people know it
NEVER = frozenset({"dropped"})


@dataclass(frozen=True, slots=True)
class Move:
    """A stop put into a tour (its number in the plan) by hand, where it then stays.

    ``position`` counts the tour's stops, the moved one not among them; None lets the engine choose it. Other stops may
    later come between.
    """

    stop: int
    tour: int
    position: int | None = None


def replan(
    problem: Problem,
    tours: Sequence[Tour],
    limit: Limit,
    *,
    drop: Sequence[int] = (),
    moves: Sequence[Move] = (),
) -> Answer:
    """Change a plan with as little ado as its cost allows.

    Parameters
    ----------
    problem : Problem
        As it is now: stops that are in none of the tours are the ones to add.
    tours : Sequence[Tour]
        The plan that is under way.
    limit : Limit
        0.8 s serve well for 200 stops.
    drop : Sequence[int]
        Stops that are no longer wanted.
    moves : Sequence[Move]
        Stops put elsewhere by hand.

    Returns
    -------
    Answer
        Pins of the problem are kept, and so is each move.
    """
    gone = set(drop) | {pair_of(problem)[stop] for stop in drop if stop in pair_of(problem)}
    _check(problem, tours, gone, moves)
    moved = {move.stop for move in moves}
    kept = [_without(tour, gone | moved) for tour in tours]
    now = _dropped(problem, gone)
    for move in moves:
        kept[move.tour] = _best(now, kept[move.tour], move)
    now = replace(now, pins=_pins(now, kept, moves))
    answer = searched(now, limit, [tour for tour in kept if tour.stops], CALM)
    asked = {
        stop: Reason(
            "dropped.asked", "Stop {stop} is no longer wanted.", {"stop": problem.stops[stop].name or stop}
        )
        for stop in gone
    }
    return replace(answer, unserved=dict(answer.unserved) | asked)


def pair_of(problem: Problem) -> Mapping[int, int]:
    """Return the partner of each stop of a pair."""
    ends = {pair.pickup: pair.delivery for pair in problem.pairs}
    return ends | {drop: pick for pick, drop in ends.items()}


def _check(problem: Problem, tours: Sequence[Tour], gone: set[int], moves: Sequence[Move]) -> None:
    pinned = {stop for pin in problem.pins for chain in pin.chains for stop in chain}
    for stop in gone:
        if not 0 <= stop < len(problem.stops):
            refuse("drop", f"stop {stop} does not exist.")
        if stop in pinned:
            refuse("drop", f"stop {stop} is pinned.", "Take its pin away first.")
    for number, move in enumerate(moves):
        if not 0 <= move.stop < len(problem.stops):
            refuse(f"moves[{number}].stop", f"{move.stop} does not exist.")
        if not 0 <= move.tour < len(tours):
            refuse(f"moves[{number}].tour", f"{move.tour} does not exist.")
        if move.stop in pinned:
            refuse(f"moves[{number}].stop", f"{move.stop} is pinned.", "Take its pin away first.")
        if move.stop in pair_of(problem):
            refuse(f"moves[{number}].stop", f"{move.stop} is one of a pair.", "Pin both in an order instead.")


def _without(tour: Tour, stops: set[int]) -> Tour:
    trips = [tuple(stop for stop in trip if stop not in stops) for trip in tour.trips]
    held = [number for number, trip in enumerate(trips) if trip]
    depots = tour.depots if len(tour.depots) == len(trips) else tour.depots[:1] * len(trips)
    return Tour(tour.vehicle, tuple(trips[each] for each in held), tuple(depots[each] for each in held))


def _best(problem: Problem, tour: Tour, move: Move) -> Tour:
    """Return the tour with the stop at its position, or at that of fewest violations and least cost."""
    if move.position is not None:
        return _with(tour, move)
    options = [_with(tour, replace(move, position=each)) for each in range(len(tour.stops) + 1)]
    timed = [plan(problem, [option]).tours[0] for option in options]
    return options[min(range(len(timed)), key=lambda each: (len(timed[each].violations), timed[each].cost))]


def _with(tour: Tour, move: Move) -> Tour:
    trips = [list(trip) for trip in tour.trips] or [[]]
    left = sum(map(len, trips)) if move.position is None else move.position
    for trip in trips:
        if left <= len(trip):
            trip.insert(left, move.stop)
            break
        left -= len(trip)
    else:
        trips[-1].append(move.stop)
    return Tour(tour.vehicle, tuple(map(tuple, trips)), tour.depots)


def _dropped(problem: Problem, gone: set[int]) -> Problem:
    """Make dropped stops such that no vehicle may serve them and none is missed."""
    stops = tuple(
        replace(stop, prize=0, skills=stop.skills | NEVER) if number in gone else stop
        for number, stop in enumerate(problem.stops)
    )
    return replace(problem, stops=stops)


def _pins(problem: Problem, tours: Sequence[Tour], moves: Sequence[Move]) -> tuple[Pin, ...]:
    """Return the pins with one for each moved stop, joined to those of its tour."""
    pins = list(problem.pins)
    for move in moves:
        tour = tours[move.tour]
        here = next((number for number, pin in enumerate(pins) if pin.chains[0][0] in tour.stops), None)
        if here is None:
            pins.append(Pin(tour.vehicle, ((move.stop,),)))
        else:
            chains = sorted((*pins[here].chains, (move.stop,)), key=lambda chain: tour.stops.index(chain[0]))
            pins[here] = replace(pins[here], chains=tuple(chains))
    return tuple(pins)
