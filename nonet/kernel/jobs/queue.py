"""Asking for work: the job row is written in the same transaction as what it follows from."""

from typing import Any

from django.db import transaction
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Job
from procrastinate.manager import JobManager

from nonet.kernel import sql
from nonet.kernel.actor import current_actor
from nonet.kernel.jobs.tasks import Task
from nonet.kernel.models import JobRun

# Always Django's own connection, also inside a worker: a job asked for by a job commits with that job's work.
_queue = JobManager(DjangoConnector(alias="default"))


def enqueue(task: Task, *, key: str = "", **arguments: Any) -> JobRun:
    """Queue ``task`` for the company and on behalf of the user at work; return its run.

    Parameters
    ----------
    key : str
        Asking again with the key of a run that has not failed returns that run and queues nothing.
    **arguments
        What the task's function takes; JSON must be able to carry it.
    """
    with transaction.atomic():
        if key and (known := _known_run(task, key)):
            return known
        actor = current_actor()
        run = JobRun.everywhere.create(
            company_id=actor.company_id, user_id=actor.user_id, name=task.name, key=key
        )
        run.job_id = _defer(task, run_id=run.pk, verbs=sorted(actor.verbs), arguments=arguments)
        run.save(update_fields=["job_id"])
        return run


def _known_run(task: Task, key: str) -> JobRun | None:
    company_id = current_actor().company_id
    sql.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", (f"job:{task.name}:{key}", company_id)
    )
    runs = JobRun.everywhere.filter(company_id=company_id, name=task.name, key=key)
    return runs.exclude(state=JobRun.State.FAILED).first()


def _defer(task: Task, **arguments: Any) -> int:
    job = Job(
        id=None,
        queue=task.queue,
        lock=None,
        queueing_lock=None,
        task_name=task.name,
        task_kwargs=arguments,
    )
    identifier = _queue.defer_job(job).id
    assert identifier is not None
    return identifier
