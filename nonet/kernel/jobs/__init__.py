"""Jobs: work out of the request, queued in the very transaction that asked for it.

A job is done at least once: a worker may die after the work and before saying so. So a job's function is idempotent,
and ``key`` makes asking twice for the same thing ask once. People see a ``JobRun``; the queue is procrastinate's.
"""

from nonet.kernel.jobs.queue import enqueue
from nonet.kernel.jobs.running import progress
from nonet.kernel.jobs.tasks import Task, task

__all__ = ["Task", "enqueue", "progress", "task"]
