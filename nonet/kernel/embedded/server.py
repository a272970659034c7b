"""Start, stop and describe the server; several processes may ask at once, and any of them may be killed."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nonet.kernel.embedded.account import Account, server_account
from nonet.kernel.embedded.cluster import prepare_data, prepare_folders
from nonet.kernel.embedded.layout import DATABASE, EmbeddedError, Layout
from nonet.kernel.embedded.programs import program_folder, run

PATIENCE = "300"  # seconds; recovery after a crash replays up to max_wal_size


@dataclass(frozen=True)
class Status:
    """What ``nonet db status`` reports of the embedded server."""

    running: bool
    pid: int | None
    data: str
    url: str
    version: str | None = None
    connections: int | None = None
    size_bytes: int | None = None


def ensure_started(home: Path) -> None:
    """Return when the database ``nonet`` accepts connections; start the server and make both when needed."""
    layout = Layout(home)
    if _accepts(layout, DATABASE):
        return
    with _locked(layout):
        if _postmaster_pid(layout) is None:
            _start(layout)
        _await_readiness(layout)
        _make_database(layout)


def stop(home: Path, *, only_when_idle: bool = False) -> bool:
    """Stop the server, committed work being safe; return whether it is down.

    Parameters
    ----------
    only_when_idle : bool
        Leave it running when anyone else is connected.
    """
    layout = Layout(home)
    with _locked(layout):
        if _postmaster_pid(layout) is None:
            return True
        if only_when_idle and (status(home).connections or 0) > 0:
            return False
        account = server_account(layout)
        run(account, program_folder(account) / "pg_ctl", "stop", "-D", str(layout.data), "-m", "fast", "-w")
        return True


def status(home: Path) -> Status:
    """Describe the server without starting it."""
    layout = Layout(home)
    pid = _postmaster_pid(layout)
    told: dict[str, Any] = {}
    if pid is not None and _accepts(layout, DATABASE):
        with _connected(layout, DATABASE) as connection:
            row = connection.execute(
                "SELECT current_setting('server_version'), pg_database_size(current_database()),"
                " (SELECT count(*) FROM pg_stat_activity"
                "  WHERE backend_type = 'client backend' AND pid <> pg_backend_pid())"
            ).fetchone()
            told = {"version": row[0], "size_bytes": row[1], "connections": row[2]}
    return Status(running=pid is not None, pid=pid, data=str(layout.data), url=layout.url(), **told)


@contextmanager
def _locked(layout: Layout) -> Iterator[None]:
    """Hold the one lock of starting and stopping; the kernel frees it when its holder dies."""
    layout.home.mkdir(parents=True, exist_ok=True)
    with layout.lock.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _connected(layout: Layout, database: str) -> Any:
    import psycopg

    return psycopg.connect(**layout.conninfo(database), autocommit=True, connect_timeout=5)  # type: ignore[arg-type]


def _accepts(layout: Layout, database: str) -> bool:
    import psycopg

    try:
        _connected(layout, database).close()
    except psycopg.OperationalError:
        return False
    return True


def _postmaster_pid(layout: Layout) -> int | None:
    """Return the running server's process id; a file left by a killed one does not count."""
    try:
        pid = int((layout.data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    return pid if pid in _processes_in(layout.data) else None


def _processes_in(data: Path) -> set[int]:
    """Return the processes of this data folder: PostgreSQL's all work inside it."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "cwd").readlink() == data:
                found.add(int(entry.name))
        except OSError:
            continue
    return found


def _start(layout: Layout) -> None:
    account = server_account(layout)
    prepare_folders(layout, account)
    programs = program_folder(account)
    prepare_data(layout, account, programs)
    _await_orphans(layout)
    _launch(layout, account, programs)


def _await_orphans(layout: Layout) -> None:
    """Wait for what a killed server left behind, then clear its process and socket files.

    The backends of a killed postmaster notice within moments. Once none is left the files mean nothing, yet PostgreSQL
    would refuse to start if the process id in them were in use by another program, or by a zombie, by now.
    """
    deadline = time.monotonic() + 30
    while orphans := _processes_in(layout.data):
        if time.monotonic() > deadline:
            raise EmbeddedError(
                f"A killed server left processes behind that hold {layout.data}: {sorted(orphans)}."
            )
        time.sleep(0.05)
    for stale in (layout.data / "postmaster.pid", *layout.sockets.glob(".s.PGSQL.*")):
        stale.unlink(missing_ok=True)


def _launch(layout: Layout, account: Account, programs: Path) -> None:
    log = layout.log / "start.log"
    log.unlink(missing_ok=True)
    try:
        # pg_ctl detaches the server from our terminal and process group: Ctrl-C here does not reach it.
        run(
            account,
            programs / "pg_ctl",
            "start",
            "-D",
            str(layout.data),
            "-l",
            str(log),
            "-w",
            "-t",
            PATIENCE,
        )
    except EmbeddedError as error:
        raise EmbeddedError(f"{error}\n{_last_words(layout)}") from error


def _await_readiness(layout: Layout) -> None:
    deadline = time.monotonic() + int(PATIENCE)
    while not _accepts(layout, "postgres"):
        if time.monotonic() > deadline:
            raise EmbeddedError(f"PostgreSQL did not become ready within {PATIENCE} s; see {layout.log}.")
        time.sleep(0.02)


def _last_words(layout: Layout) -> str:
    files = sorted(layout.log.glob("*.log"), key=lambda file: file.stat().st_mtime)
    return "\n".join(
        line for file in files[-2:] for line in file.read_text(errors="replace").splitlines()[-5:]
    )


def _make_database(layout: Layout) -> None:
    with _connected(layout, "postgres") as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")
