"""Provinces, cities and districts of China with their GB/T 2260 codes, and addresses read into them.

The table comes inside ``python-stdnum``, which needs it for identity numbers; divisions that no longer exist are left
out.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_PROVINCE = re.compile(r'(\d\d) province="(.+)"')
_BELOW = re.compile(r'\s+(\d{4}) county="(.+)"')
_PERIOD = re.compile(r"\[(\d*)-(\d*)\](.*)")
_NOT_NAMES = (
    "市辖区",
    "县",
    "省直辖县级行政单位",
    "自治区直辖县级行政单位",
    "省直辖县级行政区划",
    "市辖县",
    "林区",
)
_PEOPLES = r"(?:(?:白|彝|傣|壮|苗|侗|布依|藏|羌|回|土家|哈尼|景颇|傈僳|朝鲜|蒙古)族|蒙古|哈萨克|柯尔克孜)*"
_LONG_FORMS = re.compile(
    rf"(维吾尔自治区|壮族自治区|回族自治区|自治区|特别行政区|省|市|地区|盟|{_PEOPLES}自治州)$"
)
MUNICIPALITIES = ("11", "12", "31", "50")


@dataclass(frozen=True, slots=True)
class Region:
    """A province, a city or a district; the names of what it lies in are its own up to its level."""

    code: str
    province: str
    city: str = ""
    district: str = ""


@cache
def regions() -> dict[str, Region]:
    """Return all present divisions by their code; ``310000`` is Shanghai, ``310115`` its Pudong."""
    provinces, below = _read()
    found = {f"{code}0000": Region(f"{code}0000", name) for code, name in provinces.items()}
    for code, name in below.items():
        region = _region(code, name, provinces[code[:2]], below)
        if region is not None:
            found[code] = region
    return found


def _region(code: str, name: str, province: str, below: dict[str, str]) -> Region | None:
    if code.endswith("0000") or name in _NOT_NAMES:
        return None
    if code.endswith("00"):
        return Region(code, province, name)
    city = province if code[:2] in MUNICIPALITIES else below.get(f"{code[:4]}00", "")
    if city in _NOT_NAMES or not city:  # counties and cities that answer to the province itself
        return Region(code, province, name)
    return Region(code, province, city, name)


def _read() -> tuple[dict[str, str], dict[str, str]]:
    """Return the names of provinces by two digits and of all below them by six, as they are today."""
    provinces: dict[str, str] = {}
    below: dict[str, str] = {}
    code = ""
    for line in files("stdnum.cn").joinpath("loc.dat").read_text(encoding="utf-8").splitlines():
        if match := _PROVINCE.match(line):
            code = match[1]
            provinces[code] = match[2].replace("特別行政區", "特别行政区").replace("門", "门")
        elif (match := _BELOW.match(line)) and (name := _present_name(match[2])):
            below[code + match[1]] = name
    return provinces, below


def _present_name(text: str) -> str:
    for each in text.split(","):
        period = _PERIOD.match(each)
        if period is None:
            return each
        if not period[2]:
            return period[3]
    return ""


def short_name(name: str) -> str:
    """Return a name without the word for its rank: 广西壮族自治区 → 广西, 深圳市 → 深圳."""
    short = _LONG_FORMS.sub("", name)
    return short if len(short) >= 2 else name


@cache
def _by_names() -> dict[tuple[str, str, str], Region]:
    found: dict[tuple[str, str, str], Region] = {}
    for region in regions().values():
        found.setdefault((short_name(region.province), short_name(region.city), region.district), region)
    return found


def find_region(province: str, city: str = "", district: str = "") -> Region | None:
    """Return the division of these names, given long (江苏省) or short (江苏); the next higher one when the
    district is not known."""
    if not city and short_name(province) in ("北京", "上海", "天津", "重庆"):
        city = province if district else ""
    city = "" if short_name(city) == short_name(province) and not district else city
    names = _by_names()
    key = (short_name(province), short_name(city))
    return names.get((*key, district)) or names.get((*key, "")) or names.get((key[0], "", ""))
