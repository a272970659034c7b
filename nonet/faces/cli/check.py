"""``nonet check``: prove the books again."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from nonet.faces.cli import shell

if TYPE_CHECKING:
    from nonet.kernel.checks import CheckResult


def command(
    names: Annotated[list[str] | None, typer.Argument(help="Only these invariants.")] = None,
    company: shell.CompanyCode = "",
    as_json: shell.AsJson = False,
) -> None:
    """Prove every named invariant of the books from their lines; exit code 1 when one is broken."""
    with shell.at_work(company):
        from nonet.kernel import checks

        known = {each.name for each in checks.invariants()}
        if unknown := set(names or ()) - known:
            shell.fail(f"No such invariant: {', '.join(sorted(unknown))}.", shell.MISUSED)
        wanted = sorted(names or known)
        results = []
        with shell.progress("Checking") as advance:
            for number, name in enumerate(wanted):
                advance(number, len(wanted), name)
                results += checks.run_checks([name])
    shell.report([asdict(each) for each in results], as_json, _lines(results))
    if not all(each.ok for each in results):
        raise typer.Exit(shell.FAILED)


def _lines(results: "list[CheckResult]") -> list[str]:
    lines = []
    for each in results:
        lines.append(f"{'ok  ' if each.ok else 'FAIL'}  {each.name}: {each.says}")
        lines += [f"        {finding}" for finding in each.findings]
    broken = sum(not each.ok for each in results)
    return [*lines, f"{len(results)} invariants, {broken} broken."]
