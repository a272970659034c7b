"""``nonet flows``: the end-to-end chains, as their files declare them; and to run one again from the facts."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from nonet.faces.cli import shell

if TYPE_CHECKING:
    from nonet.kernel.flows import Flow


def command(
    name: Annotated[
        str, typer.Argument(help="Which chain; leave it out to list them, or 'advance' to run one again.")
    ] = "",
    chain: Annotated[str, typer.Argument(help="After 'advance': which chain; all when left out.")] = "",
    company: shell.CompanyCode = "",
    as_json: shell.AsJson = False,
) -> None:
    """Print a chain: step, system, trigger, service, state, fallback, and what undoes it.

    `nonet flows advance order_to_cash` does every automatic step of the chain that the facts show to be missing.
    """
    if name == "advance":
        return _advance(chain, company, as_json)
    shell.django()
    from nonet.kernel.flows import FLOWS

    if not name:
        listed = [
            {"flow": flow.code, "title": flow.title, "steps": len(flow.steps)} for flow in FLOWS.values()
        ]
        return shell.report_table(listed, as_json)
    flow = _named(name)
    shell.report_table(_rows(flow), as_json, f"{flow.code}: {flow.title}")


def _advance(chain: str, company: str, as_json: bool) -> None:
    with shell.at_work(company):
        from nonet.kernel.flows import FLOWS

        wanted = [_named(chain)] if chain else list(FLOWS.values())
        done = {flow.code: dict(flow.advance()) for flow in wanted if flow.advance is not None}
    lines = [f"{code} {step}: {count}" for code, steps in done.items() for step, count in steps.items()]
    shell.report(done, as_json, lines or ["No step of it runs by itself."])


def _named(name: str) -> "Flow":
    from nonet.kernel.flows import FLOWS

    code = name.replace("-", "_")
    if code not in FLOWS:
        shell.fail(f"There is no flow {name!r}; known: {', '.join(FLOWS)}.", shell.MISUSED)
    return FLOWS[code]


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
