"""Public holidays of China with the workdays swapped for them (调休), as the State Council gave notice each year.

The notices come from the package ``chinesecalendar``, which is brought up to date every November. For a year it does
not hold yet, the days of the law are known (``data/cn_statutory_days.csv``), swaps are not: a company enters those
as days of its own calendar until the package has them.
"""

import csv
import datetime as dt
from functools import cache
from importlib.resources import files
from typing import NamedTuple

try:
    from chinese_calendar import constants as notices  # type: ignore[import-untyped]
except ImportError:  # pragma: no cover - the package is a dependency, yet nothing breaks without it
    notices = None

COUNTRIES = ("CN",)


class PublicDay(NamedTuple):
    """A day that differs from its weekday: off, or worked as if it were another weekday (0 is Monday)."""

    on: dt.date
    name: str
    is_working: bool
    works_as_weekday: int | None = None


def public_day(country: str, on: dt.date) -> PublicDay | None:
    """Return what the country's law makes of a day; None for an ordinary one, or a country that is not known."""
    return _chinese_days().get(on) if country == "CN" else None


def public_days(country: str, year: int) -> list[PublicDay]:
    """Return a year's days that differ from their weekday, in order."""
    return sorted(each for each in _chinese_days().values() if each.on.year == year and country == "CN")


def announced_years() -> range:
    """Return the years whose notices are known, swapped workdays included."""
    if notices is None:
        return range(0)
    return range(min(notices.holidays).year, max(notices.holidays).year + 1)


@cache
def _chinese_days() -> dict[dt.date, PublicDay]:
    days = {each.on: each for each in _statutory() if each.on.year not in announced_years()}
    if notices is not None:
        names = {each.value: each.chinese for each in notices.Holiday}
        days |= {on: PublicDay(on, names.get(name, name), False) for on, name in notices.holidays.items()}
        days |= {each.on: each for each in _swapped(names)}
    return days


def _statutory() -> list[PublicDay]:
    text = files("nonet.masters.places.data").joinpath("cn_statutory_days.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return [PublicDay(dt.date.fromisoformat(row["on"]), row["name_zh_hans"], False) for row in rows]


def _swapped(names: dict[str, str]) -> list[PublicDay]:
    """Pair each swapped workday with a day off it makes up for, of the same feast and nearest to it."""
    free = sorted(notices.in_lieu_days.items())
    swapped = []
    for on, name in sorted(notices.workdays.items()):
        near = [day for day, feast in free if feast == name and abs((day - on).days) <= 40]
        weekday = None
        if near:
            weekday = near[0].weekday()
            free.remove((near[0], name))
        swapped.append(PublicDay(on, f"{names.get(name, name)}调休", True, weekday))
    return swapped
