"""``nonet db``: the embedded PostgreSQL server."""

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from nonet.faces.cli import shell

app = typer.Typer(help="Start, stop and describe the embedded PostgreSQL server.", no_args_is_help=True)


@app.command()
def start() -> None:
    """Start the server; every command that needs it does so by itself."""
    from nonet.kernel.embedded import ensure_started

    ensure_started(_home())


@app.command()
def stop(
    idle: Annotated[bool, typer.Option("--idle", help="Only when nobody else is connected.")] = False,
) -> None:
    """Stop the server; what is committed is safe."""
    from nonet.kernel import embedded

    if not embedded.stop(_home(), only_when_idle=idle):
        shell.fail("Others are connected; the server was left running.")


@app.command()
def status(as_json: shell.AsJson = False) -> None:
    """Say whether the server runs, where its data lie and who is connected; exit code 1 when it is down."""
    from nonet.kernel import embedded

    found = asdict(embedded.status(_home()))
    shell.report(found, as_json, [f"{name:12} {value}" for name, value in found.items() if value is not None])
    if not found["running"]:
        raise typer.Exit(shell.FAILED)


@app.command()
def url() -> None:
    """Print the address of the database, for psql, pg_dump and other programs."""
    from nonet.kernel.embedded import Layout

    print(os.environ.get("NONET_DATABASE_URL") or Layout(_home()).url())


def _home() -> Path:
    from django.conf import settings

    if os.environ.get("NONET_DATABASE_URL"):
        print("NONET_DATABASE_URL is set: the embedded server is not the one in use.", file=sys.stderr)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nonet.config.settings")
    return Path(settings.HOME)
