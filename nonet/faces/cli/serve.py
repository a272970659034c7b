"""``nonet serve``: the web server."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Annotated

import typer

from nonet.faces.cli import shell


def command(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Processes; 0 for one a core.", min=0)] = 0,
    threads: Annotated[int, typer.Option(help="Requests at once in each process.", min=1)] = 4,
    worker: Annotated[bool, typer.Option(help="Do queued jobs beside; else run `nonet worker`.")] = True,
) -> None:
    """Serve the pages and the API; put a proxy that speaks HTTPS before it to serve a network."""
    shell.django()
    shell.require_migrated()
    from nonet.faces.cli.static_files import collect_static_files

    with shell.progress("Preparing static files"):
        collect_static_files()
    with job_worker() if worker else nullcontext():
        run_server(host, port, workers or min(os.cpu_count() or 1, 8), threads)


@contextmanager
def job_worker() -> Iterator[None]:
    """Have a worker do the queued jobs as long as the server runs; it ends with the server, however that ends."""
    libc = ctypes.CDLL(None)
    die_with_parent = 1  # PR_SET_PDEATHSIG of Linux

    def follow() -> None:
        libc.prctl(die_with_parent, signal.SIGTERM)

    program = "from nonet.faces.cli.main import main; main()"
    command = [sys.executable, "-c", program, "worker", "--concurrency", "1"]
    with subprocess.Popen(command, preexec_fn=follow) as process:
        try:
            yield
        finally:
            process.terminate()


def run_server(host: str, port: int, workers: int, threads: int) -> None:
    """Run the web server until it is told to stop."""
    from django.db import connections
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    connections.close_all()  # the processes that serve are forked; none may inherit our connection
    print(f"Nonet serves on http://{host}:{port}/ (Ctrl-C stops it)", flush=True)
    Granian(
        "nonet.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        # A thread keeps its database connection, so threads are kept too.
        blocking_threads_idle_timeout=600,
        backpressure=threads * 16,
        respawn_failed_workers=True,
        workers_kill_timeout=30,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()
