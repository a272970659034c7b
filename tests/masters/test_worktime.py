"""Working time: the week, Chinese holidays with swapped workdays, night shifts, time zones."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonet.kernel import sql
from nonet.kernel.actor import acting_as_system
from nonet.masters.places.errors import NoWorkingTime
from nonet.masters.places.holidays import announced_years, public_day, public_days
from nonet.masters.places.models import Calendar
from nonet.masters.places.selectors import load_calendars
from nonet.masters.places.services import save_calendar_days, save_calendars, save_shifts
from nonet.masters.places.worktime import (
    DayRule,
    ShiftTime,
    WorkCalendar,
    add_working_days,
    add_working_time,
    five_day_calendar,
    is_working_day,
    working_spans,
    working_time,
)

CHINA = ZoneInfo("Asia/Shanghai")


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=CHINA)


def test_notices_of_the_state_council():
    assert {2010, 2018, 2026} <= set(announced_years())
    assert public_day("CN", dt.date(2024, 2, 10)).is_working is False
    swapped = public_day("CN", dt.date(2024, 2, 4))
    assert swapped.is_working and swapped.works_as_weekday == 3 and swapped.name == "春节调休"
    assert public_day("CN", dt.date(2026, 10, 10)).is_working
    assert public_day("CN", dt.date(2026, 3, 4)) is None
    assert public_day("GB", dt.date(2024, 2, 10)) is None
    assert len([each for each in public_days("CN", 2024) if each.is_working]) == 8


def test_a_year_without_notice_has_the_days_of_the_law():
    days = public_days("CN", 2027)
    assert dt.date(2027, 2, 6) in {each.on for each in days if not each.is_working}


def test_every_swapped_workday_takes_the_place_of_a_free_weekday():
    for year in announced_years():
        for each in public_days("CN", year):
            if each.is_working:
                assert each.on.weekday() >= 5 and each.works_as_weekday in range(5), each


def test_week_and_holidays():
    calendar = five_day_calendar()
    assert is_working_day(calendar, dt.date(2024, 2, 4))
    assert not is_working_day(calendar, dt.date(2024, 2, 12))
    assert not is_working_day(calendar, dt.date(2024, 3, 2))
    spans = working_spans(calendar, at("2024-03-01 00:00"), at("2024-03-02 00:00"))
    assert [(each.start, each.end) for each in spans] == [
        (at("2024-03-01 09:00"), at("2024-03-01 13:00")),
        (at("2024-03-01 14:00"), at("2024-03-01 18:00")),
    ]


def test_a_calendars_own_days_come_first():
    days = {
        dt.date(2024, 2, 12): DayRule(True),
        dt.date(2024, 3, 1): DayRule(False),
        dt.date(2024, 3, 2): DayRule(True),
    }
    calendar = WorkCalendar(five_day_calendar().shifts, days, "CN")
    worked = [is_working_day(calendar, day) for day in days]
    assert worked == [True, False, True]


def test_hours_lead_over_breaks_nights_and_weekends():
    calendar = five_day_calendar()
    assert add_working_time(calendar, at("2024-03-01 16:00"), 3) == at("2024-03-04 10:00")
    assert add_working_time(calendar, at("2024-03-04 10:00"), -3) == at("2024-03-01 16:00")
    assert add_working_time(calendar, at("2024-02-08 17:00"), 2) == at("2024-02-09 10:00")
    assert add_working_time(calendar, at("2024-02-09 17:00"), 2) == at("2024-02-18 10:00")
    assert add_working_time(calendar, at("2024-03-02 12:00"), Decimal("0.5")) == at("2024-03-04 09:30")


def test_night_shifts_run_past_midnight():
    night = WorkCalendar({4: (ShiftTime(dt.time(22), dt.time(6)),)})
    spans = working_spans(night, at("2024-03-02 00:00"), at("2024-03-03 00:00"))
    assert spans == [(at("2024-03-02 00:00"), at("2024-03-02 06:00"))]
    assert add_working_time(night, at("2024-03-01 23:00"), 8) == at("2024-03-08 23:00")


def test_summer_time_is_real_time():
    berlin = ZoneInfo("Europe/Berlin")
    calendar = WorkCalendar({5: (ShiftTime(dt.time(22), dt.time(6)),)}, zone=berlin)
    start = dt.datetime(2024, 3, 30, 12, tzinfo=berlin)
    assert working_time(calendar, start, start + dt.timedelta(days=1)) == dt.timedelta(hours=7)


def test_touching_shifts_are_one_span():
    day = (ShiftTime(dt.time(6), dt.time(14)), ShiftTime(dt.time(14), dt.time(22)))
    spans = working_spans(WorkCalendar({0: day}), at("2024-03-04 00:00"), at("2024-03-05 00:00"))
    assert spans == [(at("2024-03-04 06:00"), at("2024-03-04 22:00"))]


def test_days():
    calendar = five_day_calendar()
    assert add_working_days(calendar, dt.date(2024, 3, 1), 1) == dt.date(2024, 3, 4)
    assert add_working_days(calendar, dt.date(2024, 3, 2), 0) == dt.date(2024, 3, 4)
    assert add_working_days(calendar, dt.date(2024, 3, 4), -1) == dt.date(2024, 3, 1)
    with pytest.raises(NoWorkingTime):
        add_working_days(WorkCalendar({}), dt.date(2024, 3, 4), 1)
    with pytest.raises(NoWorkingTime):
        add_working_time(WorkCalendar({}), at("2024-03-04 00:00"), 1)


MOMENTS = st.integers(0, 880 * 24 * 60).map(
    lambda minutes: dt.datetime(2024, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)
)


@given(MOMENTS, st.integers(1, 400))
def test_what_is_added_is_what_lies_between(start, quarters):
    hours = Decimal(quarters) / 4
    end = add_working_time(five_day_calendar(), start, hours)
    assert working_time(five_day_calendar(), start, end) == dt.timedelta(hours=float(hours))
    back = add_working_time(five_day_calendar(), end, -hours)
    assert working_time(five_day_calendar(), start, back) == dt.timedelta()


def test_calendars_are_kept_and_loaded_together(alpha, beta):
    save_calendars(calendars=[{"code": "day", "name": "Day", "holidays": "cn"}, {"code": "n", "name": "N"}])
    shifts = [
        {
            "calendar": "day",
            "weekday": n,
            "name": "早",
            "starts_at": "08:00",
            "ends_at": "17:00",
            "break_minutes": 60,
        }
        for n in range(5)
    ]
    saved = save_shifts(
        shifts=[*shifts, {"calendar": "n", "weekday": 7, "name": "x", "starts_at": "1:00", "ends_at": "2:00"}]
    )
    assert saved.refused[5].params["field"] == "weekday"
    save_calendar_days(
        days=[{"calendar": "day", "on": "2024-03-02", "is_working": True, "works_as_weekday": 0}]
    )
    ids = list(Calendar.objects.values_list("pk", flat=True))
    with sql.counting() as seen:
        loaded = load_calendars(ids)
    assert len(seen) == 3
    calendar = loaded[Calendar.objects.get(code="day").pk]
    assert is_working_day(calendar, dt.date(2024, 3, 2)) and calendar.holidays == "CN"
    save_shifts(shifts=shifts[:1], complete=True)
    assert len(load_calendars(ids)[Calendar.objects.get(code="day").pk].shifts) == 1
    with acting_as_system(beta.pk):
        assert load_calendars(ids) == {}
