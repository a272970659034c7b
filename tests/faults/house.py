"""A server of one's own that may be killed, and the processes that work on it until they are killed too."""

import fcntl
import multiprocessing
import os
import random
import shutil
import signal
import time
from collections.abc import Sequence
from multiprocessing import forkserver
from pathlib import Path
from typing import IO, Any

import psycopg

from bench.databases import MIGRATIONS, fingerprint
from nonet.kernel.embedded import Layout, ensure_started, status, stop
from tests.faults.worker import serve

ROOT = Path(__file__).resolve().parents[2]


def claim(name: str) -> tuple[Path, IO[str]]:
    """Return a home that no other run is using, and the file that is held open to keep it."""
    for number in range(1, 100):
        home = ROOT / ".nonet" / (name if number == 1 else f"{name}-{number}")
        home.mkdir(parents=True, exist_ok=True)
        held = (home / "claimed.lock").open("w")
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.close()
            continue
        return home, held
    raise RuntimeError("Too many runs at once.")


class House:
    """An embedded server under a home of its own; ``seed`` decides what is left to chance."""

    def __init__(self, seed: int) -> None:
        self.home, self._held = claim("faults")
        self.random = random.Random(seed)
        self.companies = 0
        self._context = forks_of(self.home)
        shutil.rmtree(self.home / "logs", ignore_errors=True)
        (self.home / "errors.txt").unlink(missing_ok=True)
        ensure_started(self.home)
        self._fresh_database()

    def close(self) -> None:
        """Stop the server and let others have the home; the migrated template stays for the next run."""
        stop(self.home)
        self._held.close()

    def _fresh_database(self) -> None:
        """Make the database anew from a template that is migrated once for each set of migrations."""
        template = f"nonet_template_{fingerprint(MIGRATIONS)}"
        with self.connect("postgres") as server:
            rows = server.execute(
                "SELECT datname FROM pg_database WHERE datname ~ '^nonet_template_'"
            ).fetchall()
            known = {row[0] for row in rows}
            for old in ("nonet", *(known - {template})):
                server.execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
            if template not in known:
                server.execute("CREATE DATABASE nonet")
                self.ask("migrate")
                server.execute(f'ALTER DATABASE nonet RENAME TO "{template}"')
            server.execute(f'CREATE DATABASE nonet TEMPLATE "{template}"')

    def company(self, **options: Any) -> str:
        """Make another company and return its code; options are those of ``bench.company.make_company``."""
        self.companies += 1
        code = f"faults{self.companies}"
        self.ask("make", code=code, **options)
        return code

    def start(self, work: str, company: str, number: int, **options: Any) -> Any:
        """Start a process that works for a company; what it was told is done goes into its own log."""
        seed = self.random.randrange(2**31)
        given = {**options, "company": company, "seed": seed, "number": number, "log": str(self.log(company))}
        return self._start(work, given, None)

    def run(self, work: str, company: str, count: int, **options: Any) -> None:
        """Have so many processes do a work at once, and wait for them; any error among them fails the test."""
        began = time.time() + 1
        processes = [self.start(work, company, number, begin=began, **options) for number in range(count)]
        assert [self.wait(process) for process in processes] == [0] * count, self.errors()

    def ask(self, work: str, **options: Any) -> Any:
        """Do a work in a process of its own and return its answer."""
        ours, theirs = self._context.Pipe(duplex=False)
        process = self._start(work, options, theirs)
        theirs.close()
        try:
            answer = ours.recv()
        except EOFError:
            answer = None
        assert self.wait(process) == 0, self.errors()
        return answer

    def wait(self, process: Any) -> int | None:
        """Wait for a process and return its exit code."""
        process.join(timeout=300)
        code: int | None = process.exitcode
        return code

    def log(self, company: str) -> Path:
        """Return the folder in which a company's processes write what was acknowledged to them."""
        folder = self.home / "logs" / company
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def acknowledged(self, company: str, word: str) -> list[str]:
        """Return what was acknowledged under a word, such as the numbers of the orders taken."""
        lines = [line for file in self.log(company).glob("*.log") for line in file.read_text().splitlines()]
        return [line.split(" ", 1)[1] for line in lines if line.startswith(f"{word} ")]

    def errors(self) -> str:
        """Return what went wrong in any process."""
        return (self.home / "errors.txt").read_text()[-4000:] if (self.home / "errors.txt").exists() else ""

    def broken(self, company: str) -> list[Any]:
        """Return the invariants that do not hold for a company."""
        found: list[Any] = self.ask("check", company=company)
        return found

    def deadlocks(self) -> int:
        """Return how many deadlocks the server has met: by its own count, and by its log, which outlives a crash."""
        with self.connect() as connection:
            row = connection.execute("SELECT sum(deadlocks) FROM pg_stat_database").fetchone()
        told = sum(
            file.read_text(errors="replace").count("deadlock detected") for file in self._server_logs()
        )
        return int(row[0]) + told if row else told

    def connect(self, database: str = "nonet") -> psycopg.Connection[Any]:
        """Connect to the server directly; it is started when it is down."""
        if database == "nonet":
            ensure_started(self.home)
        return psycopg.connect(**Layout(self.home).conninfo(database), autocommit=True)  # type: ignore[arg-type]

    def kill_server(self) -> None:
        """Kill the whole server as a power cut would, but for the pages the system still holds."""
        pid = status(self.home).pid
        if pid:
            os.kill(pid, signal.SIGKILL)

    def kill_backend(self) -> None:
        """Kill one of the processes that serve connections; the server then throws out all and recovers."""
        with self.connect() as connection:
            rows = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            ).fetchall()
        if rows:
            os.kill(self.random.choice(rows)[0], signal.SIGKILL)

    def _server_logs(self) -> Sequence[Path]:
        return list(Layout(self.home).log.glob("*.log"))

    def _start(self, work: str, options: dict[str, Any], answer: Any) -> Any:
        process = self._context.Process(
            target=serve, args=(work, options, answer, str(self.home / "errors.txt"))
        )
        process.start()
        return process


def forks_of(home: Path) -> Any:
    """Return a way to start processes in no time: copies of one that knows Nonet already and works in ``home``."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.worker"])
    former = dict(os.environ)
    os.environ |= {
        "NONET_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "nonet.config.settings",
        "PYTHONPATH": str(ROOT),
    }
    os.environ.pop("NONET_DATABASE_URL", None)
    try:
        forkserver.ensure_running()
    finally:
        os.environ.clear()
        os.environ.update(former)
    return context
