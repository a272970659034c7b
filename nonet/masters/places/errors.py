"""What the place master refuses, and why."""

from typing import Any

from django.utils.translation import gettext as _

from nonet.kernel.errors import NonetError


class LayoutInvalid(NonetError):
    """The plan of a storage area cannot be built."""

    code = "layout_invalid"

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)

    def template(self) -> str:
        return _("These places cannot be made: %(reason)s.")


class NoWorkingTime(NonetError):
    """A calendar has no working time where some is needed."""

    code = "no_working_time"

    def __init__(self, since: Any) -> None:
        super().__init__(since=since)

    def template(self) -> str:
        return _("The calendar has no working time within two years of %(since)s; give it shifts.")
