"""``nonet worker``: does the jobs that pages, flows and schedules have queued."""

from typing import Annotated

import typer

from nonet.faces.cli import shell


def command(
    concurrency: Annotated[int, typer.Option(help="Jobs at once.", min=1)] = 2,
    queue: Annotated[list[str] | None, typer.Option(help="Only these queues; may be repeated.")] = None,
    once: Annotated[bool, typer.Option("--once", help="Do what waits, then end.")] = False,
) -> None:
    """Do the queued jobs; run as many workers as you like, on any machine that reaches the database."""
    shell.django()
    shell.require_migrated()
    from nonet.kernel.jobs.worker import run_worker

    run_worker(concurrency=concurrency, queues=queue or (), once=once)
