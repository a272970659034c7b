"""``nonet migrate``: bring the database to this release."""

from typing import Annotated

import typer

from nonet.faces.cli import shell

# Any number: all of Nonet's processes that migrate agree on it, so that only one does so at a time.
MIGRATION_LOCK = 0x6E6F6E6574


def command(
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit code 1 when some are missing.")
    ] = False,
    as_json: shell.AsJson = False,
) -> None:
    """Bring the database to this release; run it after every update."""
    shell.django()
    from nonet.kernel.readiness import pending_migrations

    pending = pending_migrations()
    if pending and not check:
        _apply()
    shell.report({"applied" if not check else "missing": pending}, as_json, _told(pending, check))
    if pending and check:
        raise typer.Exit(shell.FAILED)


def _apply() -> None:
    from django.core.management import call_command
    from django.db import connection

    with shell.progress("Migrating"), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            call_command("migrate", verbosity=0, interactive=False)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])


def _told(pending: list[str], check: bool) -> list[str]:
    if not pending:
        return ["The database is up to date."]
    return [
        *(f"  {name}" for name in pending),
        f"{len(pending)} migrations {'missing' if check else 'applied'}.",
    ]
