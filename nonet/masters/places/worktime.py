"""Working time: which spans of a day are worked, and where some hours of work lead, in UTC and real hours.

A ``WorkCalendar`` is plain data, so engines and pages reckon with it without the database.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from nonet.masters.places.errors import NoWorkingTime
from nonet.masters.places.holidays import public_day

DAY = dt.timedelta(days=1)
HORIZON = 731
CHINA = ZoneInfo("Asia/Shanghai")


class ShiftTime(NamedTuple):
    """A span of one weekday in local time; one that ends before it begins, or when it begins, runs past midnight."""

    starts_at: dt.time
    ends_at: dt.time
    break_minutes: int = 0


class DayRule(NamedTuple):
    """What a calendar says of one day: off, or worked, perhaps as another weekday."""

    is_working: bool
    works_as_weekday: int | None = None


class Span(NamedTuple):
    """A worked span, in UTC."""

    start: dt.datetime
    end: dt.datetime


@dataclass(frozen=True)
class WorkCalendar:
    """Shifts by weekday, exceptions by day, the country whose holidays apply, and the zone all are meant in."""

    shifts: Mapping[int, tuple[ShiftTime, ...]]
    days: Mapping[dt.date, DayRule] = field(default_factory=dict)
    holidays: str = ""
    zone: ZoneInfo = CHINA

    def worked_weekday(self, on: dt.date) -> int | None:
        """Return the weekday whose shifts are worked on a day; None when it is off.

        The calendar's own days come first, then the country's, then the week. A day that is worked without
        saying as which weekday is worked as its own, or else as the first weekday that has shifts.
        """
        rule = self.days.get(on) or public_day(self.holidays, on)
        if rule is None:
            return on.weekday() if self.shifts.get(on.weekday()) else None
        if not rule.is_working:
            return None
        wanted = (rule.works_as_weekday, on.weekday(), *sorted(self.shifts))
        return next((each for each in wanted if each is not None and self.shifts.get(each)), None)

    def spans_of(self, on: dt.date) -> list[Span]:
        """Return what is worked in the shifts that begin on a day, breaks left out."""
        weekday = self.worked_weekday(on)
        shifts = self.shifts.get(weekday, ()) if weekday is not None else ()
        return [span for shift in shifts for span in self._halves(on, shift)]

    def _halves(self, on: dt.date, shift: ShiftTime) -> Iterator[Span]:
        """Yield a shift as one span, or as two around its break, which lies in its middle."""
        ends_on = on if shift.ends_at > shift.starts_at else on + DAY
        start = self._utc(on, shift.starts_at)
        end = self._utc(ends_on, shift.ends_at)
        if not shift.break_minutes:
            yield Span(start, end)
            return
        pause = dt.timedelta(minutes=shift.break_minutes)
        middle = start + (end - start - pause) / 2
        yield Span(start, middle)
        yield Span(middle + pause, end)

    def _utc(self, on: dt.date, at: dt.time) -> dt.datetime:
        return dt.datetime.combine(on, at, self.zone).astimezone(dt.UTC)


def is_working_day(calendar: WorkCalendar, on: dt.date) -> bool:
    """Return whether any shift begins on a day."""
    return calendar.worked_weekday(on) is not None


def working_spans(calendar: WorkCalendar, start: dt.datetime, end: dt.datetime) -> list[Span]:
    """Return the worked spans between two moments, in order, those that touch or overlap made one."""
    return list(_merged(_clipped(calendar, start, end)))


def _clipped(calendar: WorkCalendar, start: dt.datetime, end: dt.datetime) -> list[Span]:
    day = start.astimezone(calendar.zone).date() - DAY
    last = end.astimezone(calendar.zone).date()
    found: list[Span] = []
    while day <= last:
        for span in calendar.spans_of(day):
            clipped = Span(max(span.start, start), min(span.end, end))
            if clipped.start < clipped.end:
                found.append(clipped)
        day += DAY
    return sorted(found)


def _merged(spans: list[Span]) -> Iterator[Span]:
    current: Span | None = None
    for span in spans:
        if current is not None and span.start <= current.end:
            current = Span(current.start, max(current.end, span.end))
            continue
        if current is not None:
            yield current
        current = span
    if current is not None:
        yield current


def working_time(calendar: WorkCalendar, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
    """Return how much is worked between two moments; below zero when the second comes first."""
    if end < start:
        return -working_time(calendar, end, start)
    return sum((span.end - span.start for span in working_spans(calendar, start, end)), dt.timedelta())


def add_working_time(calendar: WorkCalendar, start: dt.datetime, hours: Decimal | float) -> dt.datetime:
    """Return when some hours of work that begin at a moment are done; hours below zero lead back.

    No hours lead to the start itself.

    Raises
    ------
    NoWorkingTime
        When the calendar does not hold so many hours in two years.
    """
    left = dt.timedelta(seconds=float(hours) * 3600)
    if not left:
        return start
    back = left < dt.timedelta()
    for week in range(0, HORIZON, 7):
        begin = start - DAY * (week + 7) if back else start + DAY * week
        spans = working_spans(calendar, begin, begin + DAY * 7)
        for span in reversed(spans) if back else spans:
            length = span.end - span.start
            if length >= abs(left):
                return span.end + left if back else span.start + left
            left += length if back else -length
    raise NoWorkingTime(start)


def add_working_days(calendar: WorkCalendar, on: dt.date, days: int) -> dt.date:
    """Return the day some working days after (or before) another; 0 gives the day itself, or the next worked one."""
    if not days:
        return on if is_working_day(calendar, on) else add_working_days(calendar, on, 1)
    step = DAY if days > 0 else -DAY
    day, left = on, abs(days)
    for _count in range(HORIZON + 7 * left):
        day += step
        left -= is_working_day(calendar, day)
        if not left:
            return day
    raise NoWorkingTime(on)


def five_day_calendar(holidays: str = "CN", zone: str = "Asia/Shanghai") -> WorkCalendar:
    """Return what holds where no calendar was chosen: Monday to Friday, nine to six, an hour's break."""
    shift = ShiftTime(dt.time(9), dt.time(18), 60)
    return WorkCalendar(dict.fromkeys(range(5), (shift,)), holidays=holidays, zone=ZoneInfo(zone))
