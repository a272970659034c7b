"""The jobs of approvals, found here by the worker when it starts."""

from nonet.kernel.approvals.reminding import chase
from nonet.kernel.jobs.periodic import every, in_each_company


@every("*/10 * * * *", name="approvals.chase")
def chase_everywhere() -> None:
    """Remind and escalate what waits too long, in every company."""
    in_each_company(chase)
