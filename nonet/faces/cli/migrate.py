"""``nonet migrate``: bring the database to this release."""

from typing import Annotated

import typer

from nonet.faces.cli import shell


def command(
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit code 1 when some are missing.")
    ] = False,
    as_json: shell.AsJson = False,
) -> None:
    """Bring the database to this release; run it after every update."""
    shell.django()
    if check:
        from nonet.kernel.readiness import pending_migrations

        missing = pending_migrations()
        shell.report({"missing": missing}, as_json, _told(missing, "missing"))
        raise typer.Exit(shell.FAILED if missing else 0)
    from nonet.kernel.migrating import migrate_database

    with shell.progress("Migrating") as advance:
        applied = migrate_database(advance)
    shell.report({"applied": applied}, as_json, _told(applied, "applied"))


def _told(names: list[str], what: str) -> list[str]:
    if not names:
        return ["The database is up to date."]
    return [*(f"  {name}" for name in names), f"{len(names)} migrations {what}."]
