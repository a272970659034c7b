"""Places, work centres and calendars, created and changed many at once."""

from collections.abc import Sequence

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.verbs import verb
from nonet.masters.places.plans import CALENDAR, CALENDAR_DAY, PLACE, SHIFT, WORK_CENTRE
from nonet.masters.saving import InUse, Row, Saved, save_rows


@verb("places.save_places")
def save_places(*, places: Sequence[Row], in_use: InUse | None = None) -> Saved:
    """Create places of sites, or change those of the same site and code: capabilities, capacities, walk.

    ``in_use`` returns which of those given by id hold goods: their kind stays, and they stay active. A parent is
    given as ``parent_id``, since codes are the sites' own.
    """
    return save_rows(PLACE, places, in_use)


@verb("places.save_work_centres")
def save_work_centres(*, work_centres: Sequence[Row]) -> Saved:
    """Create work centres, or change those whose code is known."""
    return save_rows(WORK_CENTRE, work_centres)


@verb("places.save_calendars")
def save_calendars(*, calendars: Sequence[Row]) -> Saved:
    """Create calendars, or change those whose code is known."""
    return save_rows(CALENDAR, calendars)


@verb("places.save_shifts")
def save_shifts(*, shifts: Sequence[Row], complete: bool = False) -> Saved:
    """Give calendars shifts, keyed by weekday and start; with ``complete``, those not named leave these calendars."""
    saved = save_rows(SHIFT, shifts)
    if complete:
        sql.execute(
            "DELETE FROM places_shift s WHERE s.company_id = %(company)s AND s.id <> ALL(%(kept)s)"
            " AND s.calendar_id IN (SELECT calendar_id FROM places_shift WHERE id = ANY(%(kept)s))",
            {"company": current_company_id(), "kept": saved.done},
        )
    return saved


@verb("places.save_calendar_days")
def save_calendar_days(*, days: Sequence[Row]) -> Saved:
    """Say of single days that they are off, or worked, or worked as another weekday."""
    return save_rows(CALENDAR_DAY, days)
