"""``nonet demo``: a trading company with a month behind it, made once, and its pages."""

import time
from typing import Annotated, Any

import typer

from nonet.faces.cli import shell


def command(
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="Play and report, but serve no pages.")
    ] = False,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.", min=1, max=65535)] = 8000,
    as_json: shell.AsJson = False,
) -> None:
    """Play a month and a day of a demo company, once; check its books and serve its pages."""
    shell.django()
    facts = prepare(quiet=as_json)
    url = f"http://{host}:{port}/"
    shell.report({**facts, "url": url}, as_json)
    if not as_json:
        _tell_sign_in(facts, None if no_serve else url)
    if not facts["sound"]:
        raise typer.Exit(shell.FAILED)
    if not no_serve:
        _serve(host, port)


def prepare(quiet: bool = False) -> dict[str, Any]:
    """Bring the database to this release, play the demo if it was not, and return what came of it."""
    from django.conf import settings

    from demo.play import play, sign_in
    from nonet.kernel.migrating import migrate_database

    started = time.perf_counter()
    with shell.progress("Migrating") as advance:
        migrate_database(advance)
    played = play(_silent if quiet else print)
    user, password = sign_in(settings.HOME)
    return {
        "company": "qinghe",
        "fresh": played.fresh,
        "sound": played.sound,
        "lines": played.lines,
        "user": user,
        "password": password,
        "seconds": round(time.perf_counter() - started, 1),
    }


def _silent(line: str) -> None:
    """Keep what would be told for the report."""


def _tell_sign_in(facts: dict[str, Any], url: str | None) -> None:
    from demo.words import say

    print(say("sign_in", user=facts["user"], password=facts["password"]))
    if url:
        print(say("serve", url=url))


def _serve(host: str, port: int) -> None:
    from nonet.faces.cli.serve import job_worker, run_server
    from nonet.faces.cli.static_files import collect_static_files

    with shell.progress("Preparing static files"):
        collect_static_files()
    with job_worker():
        run_server(host, port, 1, 4)
