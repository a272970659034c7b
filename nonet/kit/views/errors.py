"""Why a view cannot be kept."""

from django.utils.translation import gettext as _

from nonet.kernel.errors import NonetError


class ViewOfAnother(NonetError):
    """A view belongs to who saved it."""

    code = "view_of_another"

    def __init__(self, name: str) -> None:
        super().__init__(name=name)

    def template(self) -> str:
        return _("%(name)s was saved by somebody else; save it under a name of your own.")


class UserNeeded(NonetError):
    """Views belong to people."""

    code = "user_needed"

    def template(self) -> str:
        return _("A view belongs to a user; sign in to keep one.")
