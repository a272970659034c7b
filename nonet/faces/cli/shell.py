"""What every command shares: Django when it is needed, the company at work, reports, progress, exit codes."""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, Protocol

import typer

if TYPE_CHECKING:
    from nonet.kernel.models import Company

AsJson = Annotated[bool, typer.Option("--json", help="Report as JSON on standard output.")]
CompanyCode = Annotated[
    str, typer.Option("--company", help="The company's code; may be left out when there is one.")
]

FAILED = 1
MISUSED = 2
PIPED_WIDTH = 200  # characters; a pipe has no width of its own


class Advance(Protocol):
    """Tells a progress bar how far the work is."""

    def __call__(self, done: int, total: int | None = None, message: str = "") -> None: ...


def django() -> None:
    """Make Django ready, speaking the language of the terminal; no database is touched yet."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nonet.config.settings")
    import django as framework
    from django.utils import translation

    framework.setup()
    translation.activate(terminal_language())


def terminal_language() -> str:
    """Return the language that the terminal's locale asks for, among those Nonet speaks."""
    wanted = next(
        (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), ""
    )
    if wanted.startswith(("zh_TW", "zh_HK", "zh_MO")):
        return "zh-hant"
    return "zh-hans" if wanted.startswith("zh") else "en"


def require_migrated() -> None:
    """End the command when the database has not been brought to this release yet."""
    from nonet.kernel.readiness import pending_migrations

    if pending := pending_migrations():
        fail(f"The database lacks {len(pending)} migrations of this release: run `nonet migrate` first.")


def company_named(code: str) -> "Company":
    """Return the company of that code, or the only one when no code is given."""
    from nonet.kernel.models import Company

    found = Company.objects.filter(code=code) if code else Company.objects.all()[:2]
    companies = list(found)
    if len(companies) == 1:
        return companies[0]
    known = ", ".join(Company.objects.order_by("code").values_list("code", flat=True)[:20]) or "none yet"
    fail(f"Say which company with --company; there are: {known}.", MISUSED)


@contextmanager
def at_work(code: str) -> Iterator["Company"]:
    """Make Django ready and do the work of the block as the system itself, in one company."""
    django()
    require_migrated()
    from nonet.kernel.actor import acting_as_system

    company = company_named(code)
    with acting_as_system(company.pk, source="cli"):
        yield company


def pairs(given: Sequence[str] | None, option: str) -> dict[str, str]:
    """Return what was given as ``name=value``, several times."""
    found = {}
    for each in given or ():
        name, equals, value = each.partition("=")
        if not equals:
            fail(f"{option} takes name=value, not {each!r}.", MISUSED)
        found[name] = value
    return found


def report(facts: Any, as_json: bool, lines: Sequence[str] = ()) -> None:
    """Print ``facts`` as JSON, or ``lines`` for people."""
    if as_json:
        print(json.dumps(facts, ensure_ascii=False, indent=2, default=str))
    else:
        for line in lines:
            print(line)


def report_table(rows: Sequence[Mapping[str, Any]], as_json: bool, title: str = "") -> None:
    """Print equally keyed rows as JSON, or as a table for people."""
    if as_json:
        return report(list(rows), as_json)
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title or None, title_justify="left")
    for name in rows[0] if rows else ():
        table.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    Console(width=None if sys.stdout.isatty() else PIPED_WIDTH).print(table)


@contextmanager
def progress(title: str) -> Iterator[Advance]:
    """Show a bar on standard error while the block runs; silent when that is not a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(title, total=None)

        def advance(done: int, total: int | None = None, message: str = "") -> None:
            bar.update(task, completed=done, total=total, description=f"{title} {message}".rstrip())

        yield advance


def fail(message: str, code: int = FAILED) -> NoReturn:
    """End the command with a message on standard error."""
    print(message, file=sys.stderr)
    raise typer.Exit(code)
