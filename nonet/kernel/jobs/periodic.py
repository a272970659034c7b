"""Work that comes back by the clock: the worker starts it, once in the whole house however many workers there are."""

from collections.abc import Callable, Iterable

from procrastinate.contrib.django import app

from nonet.kernel.actor import acting_as_system
from nonet.kernel.models import Company


def every(cron: str, *, name: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Have a function called at the times of a cron line (UTC), for no company; it must be idempotent."""

    def declare(function: Callable[[], None]) -> Callable[[], None]:
        def perform(timestamp: int) -> None:
            function()

        app.periodic(cron=cron)(app.task(name=name, queueing_lock=name)(perform))
        return function

    return declare


def in_each_company(work: Callable[[], object], company_ids: Iterable[int] | None = None) -> None:
    """Do work as the system in every company, or in those named, one after the other."""
    found = Company.objects.order_by("pk").values_list("pk", flat=True)
    for company_id in found if company_ids is None else company_ids:
        with acting_as_system(company_id, source="job"):
            work()
