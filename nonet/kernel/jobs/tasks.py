"""Declaring what can be queued."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from nonet.kernel.models import JobRun

MAX_ATTEMPTS = 5
WAIT_BASE_SECONDS = 3  # tries again after 3, 9, 27 and 81 seconds

Function = Callable[..., dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Task:
    """A function that can be queued; call it directly to do the work at once."""

    name: str
    queue: str
    function: Function

    def __call__(self, run: JobRun, **arguments: Any) -> dict[str, Any] | None:
        return self.function(run, **arguments)


def task(name: str, *, queue: str = "default") -> Callable[[Function], Task]:
    """Declare a function as the job ``name``.

    The function takes the ``JobRun`` and keyword arguments that JSON can carry, may call ``progress`` on the run, and
    returns what is to be kept as its result. It must be idempotent.
    """

    def declare(function: Function) -> Task:
        declared = Task(name, queue, function)

        def perform(context: JobContext, **arguments: Any) -> None:
            from nonet.kernel.jobs.running import perform_run

            perform_run(declared, last_try=context.job.attempts + 1 >= MAX_ATTEMPTS, **arguments)

        retry = RetryStrategy(max_attempts=MAX_ATTEMPTS - 1, exponential_wait=WAIT_BASE_SECONDS)
        app.task(name=name, queue=queue, pass_context=True, retry=retry)(perform)
        return declared

    return declare
