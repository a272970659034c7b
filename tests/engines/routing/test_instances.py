"""Readers of the public forms, and the checker that stands apart from the engine."""

import json
from pathlib import Path

import pytest

from bench.checkers.routing import check
from bench.instances import NoInstances, folder
from nonet.faces.solving import routing
from tests.engines.routing.cases import steps

HEAD = "NAME : small\nTYPE : CVRP\nDIMENSION : 5\nEDGE_WEIGHT_TYPE : EUC_2D\nVEHICLES : 3\n"
PLACES = "NODE_COORD_SECTION\n1 0 0\n2 10 0\n3 20 0\n4 -10 0\n5 0 10\n"
DEMAND = "DEMAND_SECTION\n1 0\n2 2\n3 2\n4 2\n5 2\n"
END = "DEPOT_SECTION\n1\n-1\nEOF\n"
FORMS = {
    "plain.vrp": HEAD + "CAPACITY : 4\n" + PLACES + DEMAND + END,
    "windows.vrp": HEAD + "CAPACITY : 4\nSERVICE_TIME : 5\n" + PLACES + DEMAND
    + "TIME_WINDOW_SECTION\n1 0 100\n2 0 50\n3 0 50\n4 20 30\n5 0 90\n" + END,
    "mixed.vrp": HEAD + PLACES + DEMAND
    + "CAPACITY_SECTION\n1 4\n2 4\n3 8\nVEHICLES_FIXED_COST_SECTION\n1 10\n2 10\n3 15\n"
    + "VEHICLES_UNIT_DISTANCE_COST_SECTION\n1 1\n2 1\n3 2\n" + END,
    "depots.vrp": "NAME : d\nDIMENSION : 5\nVEHICLES : 2\nCAPACITY : 6\nVEHICLES_MAX_DURATION : 90\n"
    + "EDGE_WEIGHT_TYPE : EUC_2D\n"
    + PLACES + DEMAND.replace("2 2", "2 0") + "SERVICE_TIME_SECTION\n1 0\n2 0\n3 1\n4 1\n5 1\n"
    + "TIME_WINDOW_SECTION\n1 0 100\n2 0 100\n3 0 50\n4 0 90\n5 0 90\n"
    + "VEHICLES_DEPOT_SECTION\n1 1\n2 2\nDEPOT_SECTION\n1\n2\n-1\nEOF\n",
    "backhaul.vrp": HEAD + "CAPACITY : 4\n" + PLACES + DEMAND.replace("4 2", "4 0")
    + "BACKHAUL_SECTION\n1 0\n2 0\n3 0\n4 3\n5 0\n" + END,
    "trips.vrp": HEAD + "CAPACITY : 4\nSERVICE_TIME : 1\n" + PLACES + DEMAND
    + "TIME_WINDOW_SECTION\n1 0 500\n2 0 400\n3 0 400\n4 0 400\n5 0 400\n"
    + "RELEASE_TIME_SECTION\n1 0\n2 0\n3 30\n4 0\n5 40\nVEHICLES_RELOAD_DEPOT_SECTION\n1 1\n2 1\n3 1\n" + END,
    "pairs.txt": "2 4 1\n"
    "0 0 0 0 0 200 0 0 0\n1 10 0 3 0 150 5 0 2\n2 20 0 -3 0 150 5 1 0\n3 -9 0 2 0 99 5 0 4\n4 -20 5 -2 0 150 5 3 0\n",
}  # fmt: skip


def solved(path: Path, number: int = 300) -> dict[str, object]:
    printed = routing.solve(path, steps(number), None)
    assert printed.feasible
    return json.loads(json.dumps({"objective": printed.objective, "solution": printed.solution}))


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_read_solved_and_accepted_by_the_checker(form, tmp_path):
    path = tmp_path / form
    path.write_text(FORMS[form])
    answer = solved(path)
    verdict = check(path, answer)
    assert verdict.faults == () and verdict.objective == pytest.approx(answer["objective"], rel=1e-4)


@pytest.mark.parametrize(
    ("form", "routes", "fault"),
    [
        ("plain.vrp", [[2, 3], [4]], "node 5 is visited 0 times"),
        ("plain.vrp", [[2, 3, 4], [5]], "above 4"),
        ("plain.vrp", [[2], [3], [4], [5]], "4 vehicles"),
        ("windows.vrp", [[2, 5], [3, 4]], "is after"),
        ("depots.vrp", [[3, 4, 5]], None),
        ("backhaul.vrp", [[4, 2], [3, 5]], "starts with backhaul"),
        ("trips.vrp", [[2, 3, 4], [5]], "above 4"),
        ("pairs.txt", [[2, 1], [3, 4]], "comes before"),
        ("pairs.txt", [[1, 3], [2, 4]], "different routes"),
    ],
)
def test_the_checker_refuses_broken_answers(form, routes, fault, tmp_path):
    path = tmp_path / form
    path.write_text(FORMS[form])
    verdict = check(path, {"solution": {"routes": [{"vehicle_type": 0, "visits": each} for each in routes]}})
    assert (fault is None and verdict.stands) or any(fault in each for each in verdict.faults)


@pytest.mark.parametrize(
    "name",
    [
        "cvrp_x/X-n101-k25.vrp",
        "vrptw_solomon/R105.vrp",
        "pdptw_lilim100/lr105.txt",
        "mdvrptw/PR11A.vrp",
        "hfvrp_x/X125-HVRP.vrp",
        "vrpb_x/X-n524-50-k125.vrp",
        "mtvrptwr/C201R0.75.vrp",
    ],
)
def test_public_instances_are_answered(name):
    try:
        path = folder("tms") / name
    except NoInstances as absent:
        pytest.skip(str(absent))
    assert check(path, solved(path, 3000)).stands
