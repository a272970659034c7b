"""Workers in real processes: told to stop, killed in the middle, cut off from the database."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

from nonet.kernel import jobs
from nonet.kernel.actor import acting_as_system
from nonet.kernel.models import Company, JobRun
from tests.jobs.slow_jobs import wait_and_write

WORK = """
import django, sys
django.setup()
from tests.jobs import slow_jobs
from nonet.kernel.jobs.worker import run_worker
run_worker(concurrency=1, stalled_seconds=2)
"""

Start = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def start(database: dict[str, str]) -> Iterator[Start]:
    """Start workers on the database of this test; none outlives it."""
    started: list[subprocess.Popen[bytes]] = []

    def start_one() -> subprocess.Popen[bytes]:
        worker = subprocess.Popen([sys.executable, "-c", WORK], env={**os.environ, **database})
        started.append(worker)
        return worker

    yield start_one
    for worker in started:
        worker.kill()
        worker.wait()


@pytest.fixture
def company(transactional_db: None) -> Company:
    return Company.objects.create(code="acme", name="Acme")


def queue(company: Company, file: Path, seconds: float) -> JobRun:
    with acting_as_system(company.pk):
        return jobs.enqueue(wait_and_write, file=str(file), seconds=seconds)


def wait_for(run: JobRun, *states: str, patience_seconds: float = 30) -> str:
    deadline = time.monotonic() + patience_seconds
    while (state := JobRun.everywhere.get(pk=run.pk).state) not in states:
        assert time.monotonic() < deadline, f"still {state}"
        time.sleep(0.05)
    return state


def test_a_worker_told_to_stop_finishes_its_job(start: Start, company: Company, tmp_path: Path) -> None:
    run = queue(company, tmp_path / "done", 1.0)
    worker = start()
    wait_for(run, "running")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=30) == 0
    assert JobRun.everywhere.get(pk=run.pk).state == JobRun.State.DONE
    assert (tmp_path / "done").read_text() == "written\n"


def test_a_killed_worker_s_job_is_taken_over(start: Start, company: Company, tmp_path: Path) -> None:
    run = queue(company, tmp_path / "done", 2.0)
    first = start()
    wait_for(run, "running")
    first.kill()
    first.wait()
    assert not (tmp_path / "done").exists()
    start()
    wait_for(run, "done")
    assert (tmp_path / "done").read_text() == "written\n"


def test_a_worker_outlives_a_cut_of_its_connections(start: Start, company: Company, tmp_path: Path) -> None:
    first = queue(company, tmp_path / "first", 0.0)
    worker = start()
    wait_for(first, "done")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    second = queue(company, tmp_path / "second", 0.0)
    wait_for(second, "done")
    assert worker.poll() is None
