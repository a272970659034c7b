"""The jobs of notices, found here by the worker when it starts."""

from nonet.kernel.clock import local_hour
from nonet.kernel.jobs.periodic import every, in_each_company
from nonet.kernel.notices.mailing import HOUR, send_digests


@every("5 * * * *", name="notices.mail_digests")
def mail_digests() -> None:
    """Mail the day's notices where the company's morning has come."""
    in_each_company(_mail_in_the_morning)


def _mail_in_the_morning() -> None:
    if local_hour() == HOUR:
        send_digests()
