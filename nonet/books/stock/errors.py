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


class SerialTwice(NonetError):
    """A serial number would be in stock twice."""

    code = "serial_twice"

    def __init__(self, serial: str) -> None:
        super().__init__(serial=serial)

    def template(self) -> str:
        return _("Serial number %(serial)s is in stock already; check the number, or where it stands.")


class LotUnknown(NonetError):
    """The lot is not one of the item's."""

    code = "lot_unknown"

    def __init__(self, item: str) -> None:
        super().__init__(item=item)

    def template(self) -> str:
        return _("The lot given is not one of %(item)s, or the item is not kept by lot.")


class StockAllocated(NonetError):
    """Goods are spoken for by picks or stand picked for deliveries."""

    code = "stock_allocated"

    def __init__(self, item: str, allocated: Any) -> None:
        super().__init__(item=item, allocated=allocated)

    def template(self) -> str:
        return _("%(allocated)s of %(item)s stand picked or allocated; put them back first.")


class ReservationInDelivery(NonetError):
    """The reserved goods stand in a delivery already."""

    code = "reservation_in_delivery"

    def __init__(self, item: str) -> None:
        super().__init__(item=item)

    def template(self) -> str:
        return _("What is reserved of %(item)s stands in a delivery; cancel the delivery first.")


class WrongPlace(NonetError):
    """The place cannot hold goods, or is not of the site at work."""

    code = "wrong_place"

    def __init__(self, place: str) -> None:
        super().__init__(place=place)

    def template(self) -> str:
        return _(
            "%(place)s is not a place for this; choose a bin or dock of the site, or ship between sites."
        )


class NoTransit(NonetError):
    """The company has no transit place."""

    code = "no_transit"

    def template(self) -> str:
        return _("There is no transit place; create one of kind transit without a site.")


class NotAllCounted(NonetError):
    """Lines of the count have no counted quantity yet."""

    code = "not_all_counted"

    def __init__(self, number: str, lines: int) -> None:
        super().__init__(number=number, lines=lines)

    def template(self) -> str:
        return _("%(lines)s lines of %(number)s are not counted; count them, or have them taken as zero.")


class UnitClosed(NonetError):
    """The handling unit is closed."""

    code = "unit_closed"

    def __init__(self, sscc: str) -> None:
        super().__init__(sscc=sscc)

    def template(self) -> str:
        return _("Handling unit %(sscc)s is closed; open it first.")


class UnitNested(NonetError):
    """The handling unit stands in another one, or would stand within itself."""

    code = "unit_nested"

    def __init__(self, sscc: str) -> None:
        super().__init__(sscc=sscc)

    def template(self) -> str:
        return _("Handling unit %(sscc)s stands in another one, or would stand in itself; take it out first.")


class PrefixMissing(NonetError):
    """The company has no GS1 prefix, or has used up its serial numbers."""

    code = "gs1_prefix_missing"

    def template(self) -> str:
        return _("Set a GS1 company prefix of 7 to 10 digits to number handling units.")


class PeriodBusy(NonetError):
    """Moves are being written right now, so the period cannot be closed."""

    code = "period_busy"

    def template(self) -> str:
        return _("Moves are being written right now; try again in a moment.")
