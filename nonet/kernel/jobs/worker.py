"""The worker: takes jobs until told to stop, outlives a restart of the database, takes over from dead workers."""

import asyncio
import logging
import signal
import time
from collections.abc import Sequence
from typing import Any

import psycopg
from procrastinate import App, exceptions
from procrastinate.contrib.django import app as django_app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Job, Status

from nonet.kernel.jobs.tasks import MAX_ATTEMPTS

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 5.0
STALLED_SECONDS = 30.0
GRACE_SECONDS = 60.0
KEPT_HOURS = 24 * 14
_LOST = (psycopg.OperationalError, exceptions.ConnectorException, OSError)


class _Stop:
    """Remembers that the process was told to stop, between two lives of the worker too."""

    asked = False

    def __call__(self, *_: Any) -> None:
        self.asked = True


def run_worker(
    *,
    concurrency: int = 2,
    queues: Sequence[str] = (),
    once: bool = False,
    stalled_seconds: float = STALLED_SECONDS,
) -> None:
    """Do queued jobs until SIGTERM or SIGINT, which let running jobs finish; with ``once``, until none waits."""
    stop = _Stop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    options: dict[str, Any] = {
        "concurrency": concurrency,
        "queues": list(queues) or None,
        "wait": not once,
        "listen_notify": not once,
        "shutdown_graceful_timeout": GRACE_SECONDS,
        "update_heartbeat_interval": min(HEARTBEAT_SECONDS, stalled_seconds / 3),
        "stalled_worker_timeout": stalled_seconds,
    }
    while not stop.asked:
        try:
            _live(options, stalled_seconds)
            return
        except _LOST as error:
            logger.warning("The database is out of reach (%s); trying again.", error)
            time.sleep(1)


def _live(options: dict[str, Any], stalled_seconds: float) -> None:
    """Work through one connection's life."""
    connector = django_app.connector
    assert isinstance(connector, DjangoConnector)
    with django_app.replace_connector(connector.get_worker_connector()) as app:
        asyncio.run(_work(app, options, stalled_seconds))


async def _work(app: App, options: dict[str, Any], stalled_seconds: float) -> None:
    async with app.open_async():
        await recover_jobs(app, stalled_seconds)
        upkeep = asyncio.create_task(_keep_up(app, stalled_seconds))
        try:
            await app.run_worker_async(**options)
        finally:
            upkeep.cancel()


async def _keep_up(app: App, stalled_seconds: float) -> None:
    """Take over from dead workers while this one lives, and forget what was done weeks ago."""
    forgotten_at = 0.0
    while True:
        await asyncio.sleep(stalled_seconds / 2)
        try:
            await recover_jobs(app, stalled_seconds)
            if time.monotonic() - forgotten_at > 3600:
                await app.job_manager.delete_old_jobs(nb_hours=KEPT_HOURS)
                forgotten_at = time.monotonic()
        except _LOST as error:
            logger.warning("Upkeep of the queue was put off: %s", error)


async def recover_jobs(app: App, stalled_seconds: float) -> None:
    """Queue again what dead workers left half-done; give up on what has outlived no worker so far."""
    from datetime import UTC, datetime

    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=stalled_seconds):
        assert job.id is not None
        if job.attempts + 1 >= MAX_ATTEMPTS:
            await _give_up(app, job)
        else:
            logger.warning("Job %s (%s) was left by a dead worker; queued again.", job.id, job.task_name)
            await app.job_manager.retry_job_by_id_async(job_id=job.id, retry_at=datetime.now(UTC))


async def _give_up(app: App, job: Job) -> None:
    from django.utils import timezone

    from nonet.kernel.models import JobRun

    assert job.id is not None
    logger.error("Job %s (%s) lost its worker %s times; given up.", job.id, job.task_name, MAX_ATTEMPTS)
    await app.job_manager.finish_job_by_id_async(job_id=job.id, status=Status.FAILED, delete_job=False)
    runs = JobRun.everywhere.filter(job_id=job.id)
    message = f"The worker died {MAX_ATTEMPTS} times during this job."
    await runs.aupdate(state=JobRun.State.FAILED, finished_at=timezone.now(), message=message)
