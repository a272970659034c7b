"""``nonet flows``: the end-to-end chains, as their files declare them."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from nonet.faces.cli import shell

if TYPE_CHECKING:
    from nonet.kernel.flows import Flow


def command(
    name: Annotated[str, typer.Argument(help="Which chain; leave it out to list them.")] = "",
    as_json: shell.AsJson = False,
) -> None:
    """Print a chain: step, system, trigger, service, state, fallback, and what undoes it."""
    shell.django()
    from nonet.kernel.flows import FLOWS

    if not name:
        listed = [
            {"flow": flow.code, "title": flow.title, "steps": len(flow.steps)} for flow in FLOWS.values()
        ]
        return shell.report_table(listed, as_json)
    if name.replace("-", "_") not in FLOWS:
        shell.fail(f"There is no flow {name!r}; known: {', '.join(FLOWS)}.", shell.MISUSED)
    flow = FLOWS[name.replace("-", "_")]
    shell.report_table(_rows(flow), as_json, f"{flow.code}: {flow.title}")


def _rows(flow: "Flow") -> list[dict[str, Any]]:
    return [
        {
            "step": step.name,
            "system": step.system,
            "trigger": step.trigger_name,
            "service": step.service,
            "state": step.state,
            "fallback": step.fallback,
            "undo": step.undo,
        }
        for step in flow.steps
    ]
