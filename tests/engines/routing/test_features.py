"""Each rule of the routing model: honoured by the engine, and named when a given plan breaks it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nonet.engines.routing import Break, Depot, Pair, Pin, Problem, Profile, Stop, Tour, Vehicle, plan, solve
from tests.engines.routing.cases import scattered, steps, ways

LINE = [(0, 0), (10, 0), (20, 0), (30, 0), (40, 0)]


def line(stops: tuple[Stop, ...], *vehicles: Vehicle, **more: object) -> Problem:
    return Problem(
        profiles=(ways(LINE),), depots=(Depot(0),), stops=stops, vehicles=vehicles or (Vehicle(),), **more
    )


def codes(problem: Problem, *trips: tuple[int, ...], vehicle: int = 0) -> set[str]:
    told = plan(problem, [Tour(vehicle, trips, (0,) * len(trips))])
    return {reason.code for reason in told.violations}


def test_every_dimension_of_the_load_counts():
    stops = tuple(Stop(place, delivery=(1, 5)) for place in (1, 2, 3))
    problem = line(stops, Vehicle(capacity=(9, 10), count=3))
    assert codes(problem, (0, 1, 2)) == {"load.above_capacity"}
    assert solve(problem, steps()).parts["vehicles"] == 2


def test_what_is_picked_up_takes_the_room_of_what_was_delivered():
    problem = line((Stop(1, delivery=(5,)), Stop(2, pickup=(5,))), Vehicle(capacity=(5,), count=1))
    assert codes(problem, (1, 0)) == {"load.above_capacity"} and not codes(problem, (0, 1))
    assert solve(problem, steps()).tours[0].stops == (0, 1)


def test_a_stop_with_two_windows_is_met_in_one_of_them():
    problem = line((Stop(1, windows=((0, 5), (50, 60))),))
    told = solve(problem, steps())
    assert told.tours[0].visits[1].begin == 50 and told.tours[0].visits[0].begin == 40
    assert told.tours[0].waiting == 0


def test_lateness_is_named_where_no_window_can_be_met():
    assert codes(line((Stop(3, windows=((0, 20),)),)), (0,)) == {"late.window"}


def test_setup_is_spent_once_a_place():
    both = line((Stop(1, service=5, setup=7), Stop(1, service=5, setup=7)), Vehicle(max_duration=100))
    assert plan(both, [Tour(0, ((0, 1),), (0,))]).tours[0].duration == 10 + 7 + 5 + 5 + 10


def test_hours_distance_and_number_of_stops_are_kept():
    stops = tuple(Stop(place, service=5) for place in (1, 2, 3, 4))
    for limit, code in (({"max_duration": 70}, "hours.above"), ({"max_distance": 60}, "distance.above"),
                        ({"max_stops": 2}, "stops.above")):  # fmt: skip
        problem = line(stops, Vehicle(count=4, **{"max_duration": 90} | limit))
        assert code in codes(problem, (0, 1, 2, 3))
        answer = solve(replace(problem, stops=stops[:3]), steps())
        assert not answer.violations and (answer.feasible or code == "hours.above")


def test_a_break_is_given_its_room():
    pause = Break(earliest=10, latest=40, duration=30)
    problem = line((Stop(1, service=5), Stop(2, service=5)), Vehicle(breaks=(pause,)))
    tour = solve(problem, steps()).tours[0]
    assert tour.duration == 40 + 10 + 30 and not tour.violations
    assert codes(line((Stop(4, windows=((40, 41),)),), Vehicle(shift=(0, 90), breaks=(pause,)))) == set()


def test_a_rest_is_taken_after_the_driving_allowed():
    problem = line((Stop(4),), Vehicle(rest_after=30, rest=100))
    assert plan(problem, [Tour(0, ((0,),), (0,))]).tours[0].duration == 80 + 2 * 100


def test_shifts_and_opening_hours_of_depots_are_kept():
    assert codes(line((Stop(4),), Vehicle(shift=(0, 70))), (0,)) == {"late.shift"}
    closed = replace(line((Stop(4),)), depots=(Depot(0, 0, 70),))
    assert codes(closed, (0,)) == {"late.shift"}
    assert not solve(closed, steps()).feasible


def test_leaving_is_late_enough_that_waiting_is_least():
    told = plan(
        line((Stop(1, windows=((100, 110),)), Stop(2, windows=((115, 200),)))), [Tour(0, ((0, 1),), (0,))]
    )
    assert [visit.begin for visit in told.tours[0].visits] == [95, 105, 115, 135]
    assert told.tours[0].waiting == 0


def test_skills_keep_a_stop_off_the_wrong_vehicle():
    stops = (Stop(1, skills=frozenset({"cold"})), Stop(2))
    problem = line(stops, Vehicle(), Vehicle(skills=frozenset({"cold"}), fixed=50))
    assert codes(problem, (0, 1)) == {"skills.missing"}
    answer = solve(problem, steps())
    assert answer.feasible and [tour.vehicle for tour in answer.tours] == [1]


def test_vehicles_keep_to_their_areas_when_that_is_worth_it():
    stops = (Stop(1, area="north"), Stop(2, area="south"))
    fleet = (Vehicle(areas=frozenset({"north"})), Vehicle(areas=frozenset({"south"})))
    near, far = (solve(line(stops, *fleet, outside_area=cost), steps()) for cost in (5, 500))
    assert near.parts["vehicles"] == 1 and near.parts["areas"] == 5
    assert far.parts["vehicles"] == 2 and far.parts["areas"] == 0


def test_trips_reload_and_leave_after_the_last_release():
    stops = tuple(Stop(1, delivery=(4,), release=each) for each in (0, 100))
    problem = line(stops, Vehicle(capacity=(4,), reload=(0,), max_trips=2))
    answer = solve(problem, steps())
    assert answer.feasible and [len(tour.trips) for tour in answer.tours] == [2]
    leaves = [visit.begin for visit in answer.tours[0].visits if visit.depot is not None]
    assert leaves[1] >= 100
    assert "load.above_capacity" in codes(problem, (0, 1))
    assert "trips.above" in codes(replace(problem, vehicles=(Vehicle(capacity=(4,)),)), (0,), (1,))


def test_pairs_stay_together_in_order_and_within_the_room():
    stops = tuple(Stop(place, windows=((0, 500),)) for place in (1, 2, 3, 4))
    problem = line(stops, Vehicle(capacity=(5,), count=2), pairs=(Pair(3, 0, (3,)), Pair(2, 1, (3,))))
    assert "pair.apart" in codes(problem, (0, 3)) and "load.above_capacity" in codes(problem, (3, 2, 1, 0))
    answer = solve(problem, steps())
    assert answer.feasible and not answer.violations


def test_backhauls_come_last_and_never_first():
    stops = (Stop(1, pickup=(3,)), Stop(2, delivery=(3,)), Stop(3, delivery=(2,)))
    problem = line(stops, Vehicle(capacity=(5,), count=2), backhauls="last")
    assert "backhaul.order" in codes(problem, (0, 1))
    answer = solve(problem, steps())
    assert answer.feasible and answer.tours[0].stops[-1] == 0


def test_tours_may_end_at_their_last_stop():
    assert solve(line((Stop(4),), Vehicle(end=None)), steps()).objective == 40


def test_each_stop_is_served_from_its_own_depot():
    problem = Problem(
        profiles=(ways([(0, 0), (100, 0), (10, 0), (90, 0)]),),
        depots=(Depot(0), Depot(1)),
        stops=(Stop(2), Stop(3)),
        vehicles=(Vehicle(start=0, end=0), Vehicle(start=1, end=1)),
    )
    assert solve(problem, steps()).objective == 40


def test_profiles_may_be_one_way_and_differ():
    there = np.array([[0, 5, 90], [90, 0, 5], [5, 90, 0]], np.int64)
    slow = Profile(there * 3, there * 3)
    stops = (Stop(1), Stop(2))
    problem = Problem(
        (Profile(there, there), slow), (Depot(0),), stops, (Vehicle(profile=1, fixed=1), Vehicle())
    )
    answer = solve(problem, steps())
    assert answer.objective == 15 and answer.tours[0].stops == (0, 1)


def test_time_has_its_price():
    answer = solve(line((Stop(1, service=10),), Vehicle(per_time=0.5, fixed=7)), steps())
    assert answer.parts["time"] == 15 and answer.objective == 7 + 20 + 15


def test_pins_are_kept_in_order_and_by_the_vehicle():
    base = scattered(4, 12, count=12, capacity=(9,))
    two = replace(base, vehicles=(replace(base.vehicles[0], count=6), replace(base.vehicles[0], count=6)))
    pins = (Pin(1, ((3, 8), (5,)), first=True), Pin(0, ((1,),)))
    problem = replace(two, pins=pins)
    answer = solve(problem, steps(800))
    assert answer.feasible
    tour = next(tour for tour in answer.tours if 3 in tour.stops)
    assert tour.vehicle == 1 and tour.stops[:2] == (3, 8) and 5 in tour.stops
    assert next(tour for tour in answer.tours if 1 in tour.stops).vehicle == 0
    assert {reason.code for reason in plan(problem, [Tour(0, ((8, 3),), (0,))]).violations} >= {"pin.broken"}


def test_stops_visited_twice_and_vehicles_that_are_not_there_are_named():
    problem = line((Stop(1),))
    told = plan(problem, [Tour(0, ((0,),), (0,)), Tour(0, ((0,),), (0,))])
    assert {reason.code for reason in told.violations} == {"vehicles.above", "stop.twice"}


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000), st.booleans(), st.booleans(), st.booleans())
def test_whatever_is_combined_no_rule_is_broken(seed, breaks, reloads, two_kinds):
    draw = np.random.default_rng(seed)
    base = scattered(seed, 14)
    stops = tuple(
        replace(
            stop,
            pickup=(int(draw.integers(0, 3)),),
            service=int(draw.integers(0, 10)),
            setup=int(draw.integers(0, 5)),
            windows=((0, 200), (300, 900)) if draw.random() < 0.5 else (),
            release=int(draw.integers(0, 100)) if draw.random() < 0.3 else 0,
        )
        for stop in base.stops
    )
    vehicle = Vehicle(
        capacity=(8,),
        count=10,
        shift=(0, 1000),
        max_duration=700,
        per_time=0.1,
        breaks=(Break(200, 400, 30),) if breaks else (),
        reload=(0,) if reloads else (),
    )
    fleet = (vehicle, replace(vehicle, capacity=(12,), fixed=20)) if two_kinds else (vehicle,)
    answer = solve(replace(base, stops=stops, vehicles=fleet), steps(150))
    assert answer.feasible and not answer.violations


@pytest.mark.parametrize("rich", [False, True])
def test_the_cost_told_is_the_cost_of_the_tours(rich):
    base = scattered(8, 20, per_time=0.5, fixed=11, breaks=(Break(50, 300, 9),) if rich else ())
    answer = solve(base, steps(300))
    assert answer.objective == pytest.approx(sum(tour.cost for tour in answer.tours))


def test_the_example_of_the_page():
    told = solve(line((Stop(1, windows=((0, 5), (50, 60))),)), steps(10)).tours[0]
    assert [visit.begin for visit in told.visits] == [40, 50, 60]
