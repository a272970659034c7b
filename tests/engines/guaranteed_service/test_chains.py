"""Reading chains, and the checker that judges their answers apart."""

import json

import pytest
from typer.testing import CliRunner

from bench.checkers.gsm import check
from nonet.faces.cli.main import app

COLUMNS = (
    "Stage Name,stageCost,relDepth,stageClassification,avgDemand,stdDevDemand,maxServiceTime,serviceLevel"
)
NODES = f"""{COLUMNS},stageTime
Part_1,2,1,Part,,,,,6.4
Part_2,1,1,Part,,,,,2
Shop_1,3,0,Retail,10,4,0,0.95,1
Shop_2,4,0,Retail,20,5,2,0.9,1
"""
ARCS = "sourceStage,destinationStage\nPart_1,Shop_1\nPart_1,Shop_2\nPart_2,Shop_1\nPart_2,Shop_2\n"


@pytest.fixture
def chain(tmp_path):
    (tmp_path / "chain_nodes.csv").write_text(NODES)
    (tmp_path / "chain_arcs.csv").write_text(ARCS)
    return tmp_path / "chain"


@pytest.fixture
def answer(chain):
    printed = CliRunner().invoke(app, ["solve", "gsm", str(chain), "--json"])
    return json.loads(printed.output)


def test_the_command_answers_and_the_checker_agrees(chain, answer):
    verdict = check(chain, answer)
    assert verdict.stands and verdict.objective == pytest.approx(answer["objective"])
    assert answer["optimal"] and answer["instance"] == "chain"


@pytest.mark.parametrize(
    ("stage", "field", "value", "fault"),
    [
        ("Shop_1", "outbound", 1, "more than its promise"),
        ("Shop_1", "inbound", 0.5, "not whole"),
        ("Part_2", "outbound", 9, "longer than it waits"),
        ("Shop_2", "safety_stock", 1.0, "not"),
    ],
)
def test_the_checker_refuses(chain, answer, stage, field, value, fault):
    answer["solution"]["stages"][stage][field] = value
    assert any(fault in each for each in check(chain, answer).faults)


def test_the_checker_refuses_missing_stages_and_false_claims(chain, answer):
    assert "claims" in check(chain, answer | {"objective": 1.0}).faults[0]
    assert "bound" in check(chain, answer | {"bound": 1e9}).faults[0]
    del answer["solution"]["stages"]["Part_1"]
    assert check(chain, answer).objective is None


def test_a_missing_chain_is_told(tmp_path):
    told = CliRunner().invoke(app, ["solve", "gsm", str(tmp_path / "none")])
    assert told.exit_code == 1 and "there is no" in told.output
