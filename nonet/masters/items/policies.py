"""What an item demands of its lots, and how much room and weight it takes."""

import datetime as dt
from decimal import Decimal
from typing import Protocol

from nonet.masters.items.errors import LotTooOld
from nonet.masters.items.models import Item


class Perishable(Protocol):
    """What expiry is reckoned from; an ``Item`` is one."""

    code: str
    shelf_life_days: int | None
    minimum_remaining_days: int


class Sized(Protocol):
    """What has edges; an ``Item`` or an ``ItemUnit`` is one."""

    length_cm: Decimal | None
    width_cm: Decimal | None
    height_cm: Decimal | None


def needs_lot(item: Item) -> bool:
    """Return whether every move of the item names a lot or serial number."""
    return item.tracking != Item.Tracking.NONE


def largest_lot(item: Item) -> Decimal | None:
    """Return how much one lot may hold: one for serial numbers, any quantity (None) otherwise."""
    return Decimal(1) if item.tracking == Item.Tracking.SERIAL else None


def expiry_of(item: Perishable, made_on: dt.date) -> dt.date | None:
    """Return the last good day of what was made on a day: the shelf life counts from the day after."""
    if item.shelf_life_days is None:
        return None
    return made_on + dt.timedelta(days=item.shelf_life_days)


def last_day_to_ship(item: Perishable, expires_on: dt.date | None) -> dt.date | None:
    """Return the last day on which a lot may still leave; None when it does not expire."""
    if expires_on is None:
        return None
    return expires_on - dt.timedelta(days=item.minimum_remaining_days)


def require_fresh(item: Perishable, expires_on: dt.date | None, on: dt.date) -> None:
    """Raise ``LotTooOld`` when a lot keeps fewer days than the item demands."""
    if expires_on is not None and (expires_on - on).days < item.minimum_remaining_days:
        raise LotTooOld(item.code, (expires_on - on).days, item.minimum_remaining_days)


def volume_l(sized: Sized) -> Decimal | None:
    """Return the volume in litres; None while an edge is unknown."""
    if sized.length_cm is None or sized.width_cm is None or sized.height_cm is None:
        return None
    return sized.length_cm * sized.width_cm * sized.height_cm / 1000
