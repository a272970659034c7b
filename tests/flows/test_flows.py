"""What flow files say is so: every verb exists, every table tells the truth, every chain can be run again."""

import re
from pathlib import Path

import pytest

from nonet.flows import order_to_cash, procure_to_pay, return_to_refund, stock_to_ledger
from nonet.kernel.flows import FLOWS, Flow, Step
from nonet.kernel.verbs import VERBS

FILES = {
    "order_to_cash": order_to_cash,
    "return_to_refund": return_to_refund,
    "procure_to_pay": procure_to_pay,
    "stock_to_ledger": stock_to_ledger,
}
STEPS = [(code, step) for code, module in FILES.items() for step in module.FLOW.steps]
VERB = re.compile(r"\b(?:erp|orders|stock|money)\.[a-z_]+\b")
FLOW = re.compile(r"\bthe flow ([a-z_]+)\b")


@pytest.mark.parametrize(("code", "step"), STEPS, ids=[f"{code}: {step.name}" for code, step in STEPS])
def test_service_and_undo_are_real(code: str, step: Step) -> None:
    assert step.service in VERBS
    assert step.undo != "–", "say what undoes it"
    named = VERB.findall(step.undo) or FLOW.findall(step.undo)
    assert named, f"{step.undo!r} names neither a verb nor a flow"
    assert all(each in VERBS or each in FLOWS for each in named)
    assert all(each in FLOWS for each in FLOW.findall(step.fallback))


@pytest.mark.parametrize("code", FILES)
def test_table_says_what_is_declared(code: str) -> None:
    flow: Flow = FILES[code].FLOW
    told = [
        line.strip("| ").split(" | ") for line in (FILES[code].__doc__ or "").splitlines() if "|" in line
    ][2:]
    declared = [
        [each.name, each.system, each.trigger_name, each.service, each.state, each.fallback, each.undo]
        for each in flow.steps
    ]
    assert told == declared


@pytest.mark.parametrize("code", FILES)
def test_flow_is_registered_under_its_file(code: str) -> None:
    assert FLOWS[code] is FILES[code].FLOW


def test_every_event_step_has_its_handler_once() -> None:
    """A step started by an event is done by its own handler, or says which flow does it."""
    for code, step in STEPS:
        if isinstance(step.trigger, type) and step.handler is None:
            assert FLOW.search(step.fallback), f"{code}: {step.name} is done by nobody"


@pytest.mark.parametrize("code", FILES)
def test_the_page_shows_the_table_of_the_code(code: str) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "flows" / f"{code}.md").read_text(encoding="utf-8")
    table = [line for line in (FILES[code].__doc__ or "").splitlines() if line.startswith("|")]
    assert "\n".join(table) in page
