"""Doing a job: its state, its progress and its end, as people see them."""

import time
from typing import Any

from django.db import connection
from django.utils import timezone

from nonet.kernel.actor import Actor, acting
from nonet.kernel.errors import NonetError
from nonet.kernel.jobs.tasks import Task
from nonet.kernel.models import JobRun

WRITE_EVERY_SECONDS = 0.5

_written_at: dict[int, float] = {}


def perform_run(
    task: Task, *, last_try: bool, run_id: int, verbs: list[str], arguments: dict[str, Any]
) -> None:
    """Do the work of one run as the user who asked for it, with the verbs that user had when asking.

    A fact (``NonetError``) ends the run as failed: trying again would not change it. Anything else is raised, so that
    the queue tries again later.
    """
    run = JobRun.everywhere.filter(pk=run_id).first()
    if run is None or run.state == JobRun.State.DONE:
        return
    _note(run, state=JobRun.State.RUNNING, started_at=timezone.now(), message="")
    try:
        with acting(Actor(run.company_id, run.user_id, frozenset(verbs), source="job")):
            result = task(run, **arguments)
    except NonetError as fact:
        _end(run, JobRun.State.FAILED, message=fact.message)
    except Exception as error:
        _note(run, state=JobRun.State.WAITING, message=f"{type(error).__name__}: {error}")
        if last_try:
            _end(run, JobRun.State.FAILED)
        raise
    else:
        _end(run, JobRun.State.DONE, result=result, done=run.total or run.done)


def progress(run: JobRun, done: int, total: int | None = None, message: str = "") -> None:
    """Tell how far a run is; cheap enough to be called for every row.

    Written at most twice a second, and visible at once even when the work is one long transaction.
    """
    run.done, run.message = done, message or run.message
    run.total = total if total is not None else run.total
    now = time.monotonic()
    if now - _written_at.get(run.pk, 0.0) < WRITE_EVERY_SECONDS:
        return
    _written_at[run.pk] = now
    if connection.in_atomic_block:
        _write_beside(run)
    else:
        _note(run, done=run.done, total=run.total, message=run.message)


def _write_beside(run: JobRun) -> None:
    """Write the progress through a connection of its own: that of the work shows nothing before it commits."""
    import psycopg

    parameters = connection.get_connection_params()
    wanted = {
        name: parameters[name]
        for name in ("host", "port", "user", "password", "dbname")
        if name in parameters
    }
    with psycopg.connect(**wanted, autocommit=True) as beside:
        # Should the work itself hold the row, progress is not worth waiting for.
        beside.execute("SET lock_timeout = '100ms'")
        try:
            beside.execute(
                "UPDATE kernel_jobrun SET done = %s, total = %s, message = %s WHERE id = %s",
                (run.done, run.total, run.message, run.pk),
            )
        except psycopg.errors.LockNotAvailable:
            return


def _end(run: JobRun, state: str, **facts: Any) -> None:
    _written_at.pop(run.pk, None)
    _note(run, state=state, finished_at=timezone.now(), **facts)


def _note(run: JobRun, **facts: Any) -> None:
    for name, value in facts.items():
        setattr(run, name, value)
    JobRun.everywhere.filter(pk=run.pk).update(**facts)
