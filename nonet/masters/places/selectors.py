"""What pages, books and engines ask of places."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple
from zoneinfo import ZoneInfo

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.masters.places.models import Calendar, CalendarDay, Place, Shift
from nonet.masters.places.worktime import DayRule, ShiftTime, WorkCalendar


class DefaultPlaces(NamedTuple):
    """Where goods come in, go out and lie at a site when nobody says otherwise."""

    inbound_id: int
    outbound_id: int
    bin_id: int


_DEFAULTS = """
SELECT DISTINCT ON (site_id, kind) site_id, kind, id FROM places_place
WHERE company_id = %s AND site_id = ANY(%s) AND kind IN ('inbound', 'outbound', 'bin') AND active
ORDER BY site_id, kind, (code IN ('RECV', 'SHIP', 'STOCK')) DESC, sequence, id
"""


def default_places(site_ids: Iterable[int]) -> dict[int, DefaultPlaces]:
    """Return each site's inbound, outbound and default bin; one statement.

    ``RECV``, ``SHIP`` and ``STOCK`` while active, else the first place of the kind along the walk. Sites of
    other companies, and sites that lack one of the three, are absent.
    """
    found: dict[int, dict[str, int]] = {}
    for each in sql.rows(_DEFAULTS, (current_company_id(), sorted(set(site_ids)))):
        found.setdefault(each.site_id, {})[each.kind] = each.id
    return {
        site_id: DefaultPlaces(kinds["inbound"], kinds["outbound"], kinds["bin"])
        for site_id, kinds in found.items()
        if len(kinds) == 3
    }


def counterpart_places() -> dict[str, int]:
    """Return the ids of the company's counterparts of stock by kind: supplier, customer, production, loss."""
    found = sql.rows(
        "SELECT kind, id FROM places_place WHERE company_id = %s AND site_id IS NULL AND kind = ANY(%s)",
        (current_company_id(), [each.value for each in Place.COUNTERPARTS]),
    )
    return {each.kind: each.id for each in found}


def place_ids(site_id: int, codes: Iterable[str]) -> dict[str, int]:
    """Return the ids of a site's places by their codes; unknown codes are absent."""
    found = sql.rows(
        "SELECT code, id FROM places_place WHERE company_id = %s AND site_id = %s AND code = ANY(%s)",
        (current_company_id(), site_id, sorted(set(codes))),
    )
    return {each.code: each.id for each in found}


def bins_that_may(site_id: int, capability: str, storage_class: str = "") -> list[int]:
    """Return a site's active stock places that have a capability, in walking order; of one storage class if named."""
    found = sql.rows(
        "SELECT id FROM places_place WHERE company_id = %(company)s AND site_id = %(site)s AND active"
        " AND kind = ANY(%(kinds)s) AND %(capability)s = ANY(capabilities)"
        " AND (%(storage_class)s = '' OR storage_class = %(storage_class)s) ORDER BY sequence, id",
        {
            "company": current_company_id(),
            "site": site_id,
            "kinds": [each.value for each in Place.STOCK_KINDS],
            "capability": capability,
            "storage_class": storage_class,
        },
    )
    return [each.id for each in found]


def load_calendars(calendar_ids: Iterable[int]) -> dict[int, WorkCalendar]:
    """Return calendars by id as plain data to reckon with; three statements, however many."""
    ids = sorted(set(calendar_ids))
    shifts: dict[int, dict[int, tuple[ShiftTime, ...]]] = defaultdict(dict)
    for shift in Shift.objects.filter(calendar_id__in=ids).order_by("starts_at"):
        time = ShiftTime(shift.starts_at, shift.ends_at, shift.break_minutes)
        week = shifts[shift.calendar_id]
        week[shift.weekday] = (*week.get(shift.weekday, ()), time)
    days: dict[int, dict[dt.date, DayRule]] = defaultdict(dict)
    for day in CalendarDay.objects.filter(calendar_id__in=ids):
        days[day.calendar_id][day.on] = DayRule(day.is_working, day.works_as_weekday)
    return {
        each.pk: WorkCalendar(shifts[each.pk], days[each.pk], each.holidays, ZoneInfo(each.timezone))
        for each in Calendar.objects.filter(pk__in=ids)
    }
