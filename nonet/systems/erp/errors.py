"""What the ERP refuses, and why."""

from typing import Any

from django.utils.translation import gettext as _

from nonet.kernel.errors import NonetError


class PriceMissing(NonetError):
    """No price list names a price and none was given."""

    code = "price_missing"

    def __init__(self, item: str) -> None:
        super().__init__(item=item)

    def template(self) -> str:
        return _("%(item)s has no price; give one or add it to a price list.")


class NotTraded(NonetError):
    """The item or party may not take part in this trade."""

    code = "not_traded"

    def __init__(self, what: str) -> None:
        super().__init__(what=what)

    def template(self) -> str:
        return _("%(what)s is inactive or not meant for this trade; activate it first.")


class PartyOnHold(NonetError):
    """Nothing may be promised to this party for now."""

    code = "party_on_hold"

    def __init__(self, number: str) -> None:
        super().__init__(number=number)

    def template(self) -> str:
        return _("%(number)s: the customer is on hold; release the customer first.")


class CreditExceeded(NonetError):
    """The customer would owe more than agreed."""

    code = "credit_exceeded"

    def __init__(self, number: str, exposure: Any, limit: Any) -> None:
        super().__init__(number=number, exposure=exposure, limit=limit)

    def template(self) -> str:
        return _("%(number)s: with this order the customer owes %(exposure)s, above the limit of %(limit)s.")


class ApprovalMissing(NonetError):
    """The amount needs somebody who may approve it."""

    code = "approval_missing"

    def __init__(self, number: str, amount: Any, limit: Any) -> None:
        super().__init__(number=number, amount=amount, limit=limit)

    def template(self) -> str:
        return _(
            "%(number)s: %(amount)s is above %(limit)s; have it confirmed by somebody who may approve purchases."
        )


class MoreThanSold(NonetError):
    """More would come back than was handed over and has not come back yet."""

    code = "more_than_sold"

    def __init__(self, number: str, item: str, quantity: Any, left: Any) -> None:
        super().__init__(number=number, item=item, quantity=quantity, left=left)

    def template(self) -> str:
        return _(
            "%(number)s, %(item)s: %(quantity)s shall come back, but only %(left)s can; lower the quantity."
        )


class SitesEqual(NonetError):
    """A transfer goes from one site to another."""

    code = "sites_equal"

    def template(self) -> str:
        return _("A transfer needs two different sites; choose another one to send to.")


class NothingOnTheRoad(NonetError):
    """Nothing of the transfer was shipped and has not arrived."""

    code = "nothing_on_the_road"

    def __init__(self, number: str) -> None:
        super().__init__(number=number)

    def template(self) -> str:
        return _("Nothing of %(number)s is on the road; ship it first.")


class PartyFixed(NonetError):
    """The head of an order that was confirmed, or its currency, does not change."""

    code = "party_fixed"

    def __init__(self, number: str) -> None:
        super().__init__(number=number)

    def template(self) -> str:
        return _(
            "%(number)s: party, site and date stay once it is confirmed, its currency always; cancel it and copy it."
        )
