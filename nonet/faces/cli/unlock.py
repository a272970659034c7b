"""``nonet unlock``: which of the nine systems a company uses."""

from typing import Annotated, Any

import typer

from nonet.faces.cli import shell


def command(
    system: Annotated[str, typer.Argument(help="The system's code; leave it out to list them.")] = "",
    company: shell.CompanyCode = "",
    reason: Annotated[str, typer.Option(help="Why; kept with the decision.")] = "",
    lock: Annotated[bool, typer.Option("--lock", help="Lock it again; nothing of its data is lost.")] = False,
    as_json: shell.AsJson = False,
) -> None:
    """Unlock a system for a company, with those it requires, or list which are unlocked."""
    with shell.at_work(company):
        from nonet.kernel import unlocking

        if system and lock:
            unlocking.lock_system(system=system)
        elif system:
            unlocking.unlock_system(system=system, reason=reason)
        unlocked = unlocking.unlocked_systems()
        rows: list[dict[str, Any]] = [
            {
                "system": each.code,
                "name": each.names.get(shell.terminal_language(), each.code),
                "stage": each.stage,
                "unlocked": "yes" if each.code in unlocked else "no",
            }
            for each in unlocking.systems()
        ]
    shell.report_table(rows, as_json)
