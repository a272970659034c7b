"""Which encoding a text file is in: the whole file is looked at, since one accent may stand at its end."""

import codecs
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from nonet.kernel.errors import NonetError

LOOKED_AT = 20_000
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NAMES = {
    "utf-8-sig": "utf-8-sig",
    "utf8": "utf-8",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "latin1": "latin-1",
}


class EncodingUnknown(NonetError):
    """The encoding asked for does not exist."""

    code = "encoding_unknown"

    def __init__(self, encoding: str) -> None:
        super().__init__(encoding=encoding)

    def template(self) -> str:
        return _("%(encoding)s is no encoding; use utf-8, gb18030 or latin-1.")


@dataclass(slots=True)
class Scan:
    """What one look through a file found: its encoding and how many lines it has."""

    encoding: str
    lines: int


def named_encoding(name: str) -> str:
    """Return the encoding that a user names, in the form of the standard library; raises ``EncodingUnknown``."""
    try:
        return codecs.lookup(NAMES.get(name.casefold(), name)).name
    except LookupError as error:
        raise EncodingUnknown(name) from error


def scan(lines: Iterable[bytes]) -> Scan:
    """Return the encoding of a file and its number of lines.

    A file all of which is UTF-8 is UTF-8. Otherwise the lines beyond ASCII vote: UTF-8 with single broken lines,
    GB18030 that reads as common Chinese, else Latin-1, which any bytes fit.
    """
    votes = {"utf-8": 0, "gb18030": 0}
    count = foreign = 0
    mark = ""
    for line in lines:
        if not count:
            mark = next((name for bom, name in MARKS if line.startswith(bom)), "")
        count += 1
        if not line.isascii() and not mark and foreign < LOOKED_AT:
            foreign += 1
            votes["utf-8"] += _is_utf8(line)
            votes["gb18030"] += _is_chinese(line)
    return Scan(mark or _elected(votes, foreign), count)


def _elected(votes: dict[str, int], foreign: int) -> str:
    if 2 * votes["utf-8"] >= foreign:
        return "utf-8"
    return "gb18030" if 2 * votes["gb18030"] >= foreign else "latin-1"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_chinese(line: bytes) -> bool:
    """Return whether the line decodes, and all but a few of its foreign characters are common Chinese ones."""
    try:
        decoded = line.decode("gb18030")
    except UnicodeDecodeError:
        return False
    foreign = [each for each in decoded if not each.isascii()]
    return sum(map(_is_common, foreign)) >= 0.8 * len(foreign)


def _is_common(character: str) -> bool:
    """Return whether a character is in GB 2312's first and second level, or Chinese punctuation."""
    encoded = character.encode("gb2312", "ignore")
    return bool(encoded) and (0xB0 <= encoded[0] <= 0xF7 or 0xA1 <= encoded[0] <= 0xA3)
