"""A Chinese address in one line, as people paste it, read into recipient, phone, province, city, district, street."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from nonet.masters.parties.phones import normalise_phone
from nonet.masters.parties.regions import MUNICIPALITIES, Region, regions, short_name

_PHONE = re.compile(
    r"(?<!\d)((?:\+?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}(?:-\d{1,4})?|0\d{2,3}-\d{7,8}(?:-\d{1,5})?)(?!\d)"
)
_POSTCODE = re.compile(r"(?:邮编[:：]?\s*)(\d{6})|(?<!\d)(\d{6})(?!\d)\s*$")
_LABELS = re.compile(
    r"(收件人|收货人|联系人|姓名|手机号码|手机|联系电话|电话|收货地址|详细地址|所在地区|地址)\s*[:：]"
)
_SEPARATORS = re.compile(r"[\s,，;；、/|]+")
_RANKS = tuple("省市区縣县州盟旗路街道镇鎮乡鄉村")
"""What shows that the word before it is not a short name: 吉林市 is no province, 上海路 no city."""
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_NAME = re.compile(r"[\u4e00-\u9fa5·]{2,5}|[A-Za-z][A-Za-z .]{1,30}")


@dataclass(frozen=True, slots=True)
class ParsedAddress:
    """What was read from one line; ``region`` is the GB/T 2260 code of the lowest division found."""

    province: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    region: str = ""
    postcode: str = ""
    recipient: str = ""
    phone: str = ""


def parse_address(text: str) -> ParsedAddress:
    """Read an address of one line; what is not recognised stays in ``street``.

    Names of divisions may be long or short, and upper ones may be missing where a lower one says them: 昆山市
    lies in Suzhou, Jiangsu. A district whose name several cities have is only read behind its city.
    """
    if not _CHINESE.search(text):
        return ParsedAddress(street=text.strip())
    text = _LABELS.sub(" ", text.strip())
    text, phone = _cut(_PHONE, text)
    text, postcode = _cut(_POSTCODE, text)
    recipient, line = _split_recipient(text)
    found, street = _read_region(line)
    parsed = ParsedAddress(
        street=street, postcode=postcode, recipient=recipient, phone=normalise_phone(phone) if phone else ""
    )
    if found is None:
        return parsed
    return replace(
        parsed, province=found.province, city=found.city, district=found.district, region=found.code
    )


def _cut(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    found = pattern.search(text)
    if found is None:
        return text, ""
    return f"{text[: found.start()]} {text[found.end() :]}", next(filter(None, found.groups()))


def _split_recipient(text: str) -> tuple[str, str]:
    """Return the recipient, a short word before or behind the rest, and the rest without blanks."""
    words = [word for word in _SEPARATORS.split(text) if word]
    for position in (0, len(words) - 1):
        if len(words) > 1 and _NAME.fullmatch(words[position]) and not _begins_with_region(words[position]):
            return words.pop(position), "".join(words)
    return "", "".join(words)


def _begins_with_region(word: str) -> bool:
    return _read_region(word)[0] is not None


def _read_region(line: str) -> tuple[Region | None, str]:
    """Return the lowest division that the line begins with, and the street behind it."""
    province, rest = _match(line.removeprefix("中国"), _provinces())
    city, rest = _match(rest, _cities(province))
    district, rest = _match(rest, _districts(city or province))
    return district or city or province, rest


def _match(line: str, names: Iterable[tuple[str, Region]]) -> tuple[Region | None, str]:
    for name, region in names:
        if line.startswith(name):
            rest = line[len(name) :]
            if name[-1] in _RANKS or not rest.startswith(_RANKS):
                return region, rest
    return None, line


@cache
def _provinces() -> list[tuple[str, Region]]:
    return _by_length(
        pair for each in regions().values() if not each.city for pair in _forms(each.province, each)
    )


@cache
def _cities(province: Region | None) -> list[tuple[str, Region]]:
    """Return the names of cities, of one province or of all; a municipality is a city of its own name."""
    found = [
        pair
        for each in regions().values()
        if each.city and not each.district and (province is None or each.province == province.province)
        for pair in _forms(each.city, each)
    ]
    if province is not None and province.code[:2] in MUNICIPALITIES:
        found += list(_forms(province.province, replace(province, city=province.province)))
    return _by_length(found)


@cache
def _districts(above: Region | None) -> list[tuple[str, Region]]:
    """Return the names of districts within a city or province; of all China, those that only one place has."""
    within = [each for each in regions().values() if each.district and _lies_in(each, above)]
    owners: dict[str, list[Region]] = {}
    for each in within:
        owners.setdefault(each.district, []).append(each)
    return _by_length((name, found[0]) for name, found in owners.items() if len(found) == 1)


def _lies_in(region: Region, above: Region | None) -> bool:
    if above is None:
        return True
    return region.province == above.province and above.city in ("", region.city)


def _forms(name: str, region: Region) -> Iterator[tuple[str, Region]]:
    yield name, region
    if (short := short_name(name)) != name:
        yield short, region


def _by_length(pairs: Iterable[tuple[str, Region]]) -> list[tuple[str, Region]]:
    return sorted(pairs, key=lambda pair: (-len(pair[0]), pair[1].code))
