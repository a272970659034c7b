"""How rows of the place master are saved: their fields, what identifies them, what is checked."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from nonet.kernel.errors import InvalidInput
from nonet.masters.places.models import Calendar, CalendarDay, Place, Shift, Site, WorkCentre
from nonet.masters.saving import Plan
from nonet.masters.saving.checks import require_between, require_not_negative, require_positive


def _check_zone(instance: Site | Calendar) -> None:
    try:
        ZoneInfo(instance.timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise InvalidInput("timezone", _("is no time zone; use a name such as Asia/Shanghai")) from error


def _check_site(site: Site) -> None:
    _check_zone(site)
    require_between(site, "latitude", -90, 90)
    require_between(site, "longitude", -180, 180)


def _check_calendar(calendar: Calendar) -> None:
    _check_zone(calendar)
    calendar.holidays = calendar.holidays.upper()


def _check_shift(shift: Shift) -> None:
    require_between(shift, "weekday", 0, 6)
    if shift.break_minutes >= shift.minutes:
        raise InvalidInput("break_minutes", _("is as long as the shift; shorten it"))


def _check_day(day: CalendarDay) -> None:
    require_between(day, "works_as_weekday", 0, 6)


def _check_place(place: Place) -> None:
    require_not_negative(place, "max_weight_kg", "max_volume_l")
    if place.kind in Place.COUNTERPARTS:
        raise InvalidInput("kind", _("is a counterpart of stock, which every company has already"))


def _check_work_centre(centre: WorkCentre) -> None:
    require_positive(centre, "capacity", "efficiency")
    require_not_negative(centre, "cost_per_hour")


SITE = Plan(
    Site,
    fields=(
        "code",
        "name",
        "calendar",
        "timezone",
        "province",
        "city",
        "district",
        "street",
        "latitude",
        "longitude",
        "active",
    ),
    references={"calendar": Calendar},
    check=_check_site,
)
PLACE = Plan(
    Place,
    fields=(
        "site",
        "code",
        "parent",
        "kind",
        "name",
        "capabilities",
        "sequence",
        "storage_class",
        "max_weight_kg",
        "max_volume_l",
        "max_units",
        "active",
    ),
    key=("site_id", "code"),
    references={"site": Site, "parent": Place},
    check=_check_place,
    frozen=("kind", "active"),
    constraint=("company", "site", "code"),
    only_by_id=("parent",),
)
CALENDAR = Plan(Calendar, fields=("code", "name", "timezone", "holidays"), check=_check_calendar)
SHIFT = Plan(
    Shift,
    fields=("calendar", "weekday", "starts_at", "ends_at", "name", "break_minutes"),
    key=("calendar_id", "weekday", "starts_at"),
    references={"calendar": Calendar},
    check=_check_shift,
)
CALENDAR_DAY = Plan(
    CalendarDay,
    fields=("calendar", "on", "name", "is_working", "works_as_weekday"),
    key=("calendar_id", "on"),
    references={"calendar": Calendar},
    check=_check_day,
)
WORK_CENTRE = Plan(
    WorkCentre,
    fields=("code", "name", "site", "calendar", "capacity", "efficiency", "cost_per_hour", "place", "active"),
    references={"site": Site, "calendar": Calendar, "place": Place},
    check=_check_work_centre,
    only_by_id=("place",),
)
