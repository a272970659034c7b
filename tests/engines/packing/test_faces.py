"""Reading the public files, printing them, and the checker that refuses what is broken."""

import json

import pytest
from typer.testing import CliRunner

from bench.checkers import cartons
from bench.checkers import packing as checker
from nonet.faces.cli.main import app

BINS = "ID,X,Y,Z\n0,10,6,5\n"
ITEMS = """ID,X,Y,Z,ROTATION_XYZ,ROTATION_YXZ,ROTATION_ZYX,ROTATION_YZX,ROTATION_XZY,ROTATION_ZXY,COPIES
0,5,3,2,1,1,0,0,0,0,{}
1,4,3,1,1,1,1,1,1,1,3
"""


@pytest.fixture
def stem(tmp_path):
    def write(copies=4):
        (tmp_path / "tiny_bins.csv").write_text(BINS)
        (tmp_path / "tiny_items.csv").write_text(ITEMS.format(copies))
        return tmp_path / "tiny"

    return write


def solved(stem, *options):
    done = CliRunner().invoke(app, ["solve", "packing", str(stem), "--seconds", "0.5", "--json", *options])
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


@pytest.mark.parametrize("support", ["none", "full"])
def test_a_container_is_loaded_and_judged(stem, support):
    answer = solved(stem(), "--support", support)
    verdict = checker.filled(stem(), answer, support == "full")
    assert verdict.stands and verdict.objective == pytest.approx(answer["objective"], abs=1e-3)


def test_more_volume_than_one_container_asks_for_the_fewest(stem):
    path = stem(21)
    answer = solved(path)
    assert answer["objective"] == 3 and checker.counted(path, answer).objective == 3
    assert solved(path, "--aim", "volume")["objective"] > 90


def test_an_unknown_support_or_aim_is_refused(stem):
    for option in ("--support", "--aim"):
        done = CliRunner().invoke(app, ["solve", "packing", str(stem()), option, "some"])
        assert done.exit_code and "Known:" in done.output


def box(item, at, size, bin=0):
    return {"bin": bin, "item": item} | dict(
        zip(("x", "y", "z", "dx", "dy", "dz"), (*at, *size), strict=True)
    )


@pytest.mark.parametrize(
    ("told", "boxes"),
    [
        ("nothing is packed", []),
        ("no item 7", [box(7, (0, 0, 0), (1, 1, 1))]),
        ("turned", [box(0, (0, 0, 0), (5, 2, 3))]),
        ("sticks out", [box(0, (6, 0, 0), (5, 3, 2))]),
        ("sticks out", [box(0, (0, 0, -1), (5, 3, 2))]),
        ("overlap", [box(0, (0, 0, 0), (5, 3, 2)), box(0, (4, 0, 0), (5, 3, 2))]),
        ("packed 5 times", [box(0, (0, 0, 0), (5, 3, 2))] * 5),
        ("rests on 0 of 15", [box(0, (0, 0, 1), (5, 3, 2))]),
        ("more than one container", [box(0, (0, 0, 0), (5, 3, 2), bin=1)]),
    ],
)
def test_the_checker_refuses(stem, told, boxes):
    verdict = checker.filled_fully(stem(), {"solution": {"placements": boxes}})
    assert not verdict.stands and any(told in fault for fault in verdict.faults)


def test_the_checker_misses_what_stays_out(stem):
    answer = {"solution": {"placements": [box(0, (0, 0, 0), (5, 3, 2))]}}
    assert "6 boxes of 7 stay out" in checker.counted(stem(), answer).faults
    assert not checker.filled(stem(), {"solution": {}}).stands


ORDERS = {
    "cartons": [
        {"name": "S", "size": [20, 15, 10], "cost": 50, "weight_limit": 500, "own_weight": 5, "wall": 1},
        {"name": "L", "size": [40, 30, 20], "cost": 90, "weight_limit": 900, "own_weight": 9, "wall": 1},
    ],
    "tariff": {"base": 300, "per_step": 50, "step": 100, "volume_per_weight": 5.0, "fill": 0.001},
    "support": 0.7,
    "orders": [
        {"name": "one", "items": [{"name": "cup", "size": [10, 9, 9], "count": 2, "weight": 20}]},
        {"name": "two", "items": [{"name": "book", "size": [21, 15, 3], "count": 40, "weight": 40}]},
        {"name": "none", "items": []},
    ],
}


@pytest.fixture
def orders(tmp_path):
    path = tmp_path / "orders.json"
    path.write_text(json.dumps(ORDERS))
    return path


def test_orders_are_packed_into_cartons_and_judged(orders):
    answer = solved(orders)
    verdict = cartons.costed(orders, answer)
    assert verdict.stands and verdict.objective == answer["objective"]
    assert answer["parts"]["orders"] == 3 and not answer["parts"]["left out"]
    assert "S holds all 2 boxes" in answer["solution"]["orders"][0]["cartons"][0]["reasons"][0]


@pytest.mark.parametrize(
    ("told", "change"),
    [
        ("packed 1 times of 2", lambda carton: carton["placements"].pop()),
        ("sticks out", lambda carton: carton["placements"][0].update(x=15)),
        ("turned wrongly", lambda carton: carton["placements"][0].update(dx=8)),
        ("overlap", lambda carton: carton["placements"].__setitem__(0, carton["placements"][1])),
        ("rests on 0", lambda carton: carton["placements"][0].update(z=1)),
    ],
)
def test_the_checker_of_cartons_refuses(orders, told, change):
    answer = solved(orders)
    change(answer["solution"]["orders"][0]["cartons"][0])
    assert any(told in fault for fault in cartons.costed(orders, answer).faults)


def test_a_file_of_another_form_is_refused(tmp_path):
    (tmp_path / "odd.json").write_text('{"orders": [{"items": [{"colour": "red"}]}], "cartons": []}')
    done = CliRunner().invoke(app, ["solve", "packing", str(tmp_path / "odd.json")])
    assert done.exit_code and "not of the form expected" in done.output
