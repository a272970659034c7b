"""What the promise book refuses, and why."""

from typing import Any

from django.utils.translation import gettext as _

from nonet.kernel.errors import NonetError


class OrderEmpty(NonetError):
    """An order without lines promises nothing."""

    code = "order_empty"

    def __init__(self, number: str) -> None:
        super().__init__(number=number)

    def template(self) -> str:
        return _("%(number)s has no lines; add at least one.")


class AlreadyHandedOver(NonetError):
    """What has been shipped, received or invoiced cannot be taken out of the order."""

    code = "already_handed_over"

    def __init__(self, number: str, quantity: Any) -> None:
        super().__init__(number=number, quantity=quantity)

    def template(self) -> str:
        return _("%(number)s: %(quantity)s was handed over or invoiced already; use a return instead.")


class NothingReserved(NonetError):
    """No reserved quantity waits for a delivery."""

    code = "nothing_reserved"

    def __init__(self, number: str) -> None:
        super().__init__(number=number)

    def template(self) -> str:
        return _("%(number)s has nothing reserved to deliver; reserve stock first.")


class MoreThanOpen(NonetError):
    """More is handed over than the order line still has open."""

    code = "more_than_open"

    def __init__(self, number: str, item: str, quantity: Any, open: Any) -> None:
        super().__init__(number=number, item=item, quantity=quantity, open=open)

    def template(self) -> str:
        return _(
            "%(number)s, %(item)s: %(quantity)s is not between zero and the open %(open)s; change the order first."
        )


class StandsPicked(NonetError):
    """Goods of a delivery stand picked."""

    code = "stands_picked"

    def __init__(self, number: str) -> None:
        super().__init__(number=number)

    def template(self) -> str:
        return _("%(number)s stands picked; put the goods back first.")


class StandsInDelivery(NonetError):
    """The quantity stands in a delivery that has not left yet."""

    code = "stands_in_delivery"

    def __init__(self, number: str) -> None:
        super().__init__(number=number)

    def template(self) -> str:
        return _("%(number)s: the quantity stands in a delivery; cancel the delivery first.")


class InvoicedAlready(NonetError):
    """Terms of a line that was invoiced cannot change."""

    code = "invoiced_already"

    def __init__(self, number: str) -> None:
        super().__init__(number=number)

    def template(self) -> str:
        return _("%(number)s: the line was invoiced already, its price stays; use a credit note instead.")


class NothingOpen(NonetError):
    """Everything of the order was handed over or cancelled."""

    code = "nothing_open"

    def __init__(self, number: str) -> None:
        super().__init__(number=number)

    def template(self) -> str:
        return _("%(number)s has nothing open any more.")
