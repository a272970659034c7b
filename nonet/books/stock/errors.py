"""What the quantity book refuses, and why."""

from typing import Any

from django.utils.translation import gettext as _

from nonet.kernel.errors import NonetError


class StockNotAvailable(NonetError):
    """There is less of an item than the work needs."""

    code = "stock_not_available"

    def __init__(self, item: str, wanted: Any, available: Any, where: str = "") -> None:
        super().__init__(item=item, wanted=wanted, available=available, where=where)

    def template(self) -> str:
        return _("%(item)s: %(wanted)s wanted, %(available)s available at %(where)s.")


class LotMissing(NonetError):
    """The item is kept by lot or serial number, and none was given."""

    code = "lot_missing"

    def __init__(self, item: str) -> None:
        super().__init__(item=item)

    def template(self) -> str:
        return _("%(item)s is kept by lot or serial number; give one for each line.")
