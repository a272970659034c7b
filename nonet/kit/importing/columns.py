"""Typed columns: what a heading may be called, and how a cell becomes a value or is refused with its cure."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from nonet.kit.exporting.guarding import unguarded
from nonet.kit.importing.findings import CellRefused

Parser = Callable[[Any], Any]
Words = Callable[[], tuple[str, ...]]
Lookup = Callable[[Collection[str]], Mapping[str, Any]]

_PLAIN = re.compile(r"[+-]?\d*\.?\d+|[+-]?\d+\.")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_SIGNS = re.compile(r"[\s£$€¥￥]")
DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日")
TRUE = {"1", "yes", "true", "y", "t", "x", "是", "对", "對"}
FALSE = {"0", "no", "false", "n", "f", "否", "不", ""}


@dataclass(frozen=True, slots=True)
class Hint:
    """What a cell of a parser's kind holds, for templates: in words, by example, and the words to choose from."""

    says: Callable[[], str]
    example: str
    words: Words = tuple


def hinted(parse: Parser, says: Callable[[], str], example: str = "", words: Words = tuple) -> Parser:
    """Return a parser that can tell what it takes; ``words`` are told in the language at work."""
    parse.hint = Hint(says, example, words)  # type: ignore[attr-defined]
    return parse


def hint_of(parse: Parser) -> Hint:
    """Return what a parser says of itself; one that says nothing takes text."""
    found = getattr(parse, "hint", None)
    return found if isinstance(found, Hint) else Hint(lambda: _("text"), "")


def text(max_length: int = 0) -> Parser:
    """Return a parser of text: trimmed, whole numbers of a spreadsheet without their decimals."""

    def parse(value: Any) -> str:
        found = plain_text(value)
        if max_length and len(found) > max_length:
            raise CellRefused(
                _("is longer than %(length)s characters") % {"length": max_length}, _("Shorten it.")
            )
        return found

    long = {"length": max_length}
    return hinted(parse, lambda: _("text, at most %(length)s characters") % long if max_length else _("text"))


def plain_text(value: Any) -> str:
    """Return a cell as trimmed text, whatever type the spreadsheet gave it."""
    if isinstance(value, str):
        return unguarded(value.strip())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def decimal(
    *,
    above: Decimal | int | None = None,
    at_least: Decimal | int | None = None,
    below: Decimal | int | None = None,
    places: int = 6,
    digits: int = 12,
) -> Parser:
    """Return a parser of numbers within bounds, with at most ``places`` decimals and ``digits`` before them."""

    def parse(value: Any) -> Decimal:
        number = _number(value)
        if above is not None and number <= above:
            raise CellRefused(_low(number), _("Give a number above %(bound)s.") % {"bound": above})
        if at_least is not None and number < at_least:
            raise CellRefused(_low(number), _("Give %(bound)s or more.") % {"bound": at_least})
        if below is not None and number >= below:
            raise CellRefused(_("is too high"), _("Give a number below %(bound)s.") % {"bound": below})
        if abs(number) >= Decimal(10) ** digits:
            raise CellRefused(_("has too many digits"), _("Give a smaller number."))
        if number != round(number, places):
            raise CellRefused(
                _("has more than %(places)s decimals") % {"places": places}, _("Round the number.")
            )
        return number

    return hinted(parse, lambda: _("a number"), "12.5")


def _low(number: Decimal) -> str:
    if not number:
        return _("is zero")
    return _("is negative") if number < 0 else _("is too low")


def _number(value: Any) -> Decimal:
    if isinstance(value, bool):
        value = str(value)
    if isinstance(value, int | float | Decimal):
        return Decimal(str(value))
    found = _SIGNS.sub("", unicodedata.normalize("NFKC", unguarded(str(value))))
    if _GROUPED.fullmatch(found):
        found = found.replace(",", "")
    if not _PLAIN.fullmatch(found):
        raise CellRefused(_("is no number"), _("Write digits with a point before decimals, such as 1234.50."))
    return Decimal(found)


def whole(*, above: int | None = None, at_least: int | None = None) -> Parser:
    """Return a parser of whole numbers."""
    parse_decimal = decimal(above=above, at_least=at_least)

    def parse(value: Any) -> int:
        number = parse_decimal(value)
        if number != int(number):
            raise CellRefused(_("is no whole number"), _("Round the number."))
        return int(number)

    return hinted(parse, lambda: _("whole number"), "10")


def date(formats: Sequence[str] = DATE_FORMATS) -> Parser:
    """Return a parser of days in one of the formats; a time of day is dropped."""

    def parse(value: Any) -> dt.date:
        return _moment(value, formats).date()

    return hinted(parse, lambda: _("date"), dt.date(2026, 12, 31).strftime(formats[0]))


def moment(formats: Sequence[str] = DATE_FORMATS) -> Parser:
    """Return a parser of moments as the file gives them, without time zone; ISO 8601, or one of the formats."""

    def parse(value: Any) -> dt.datetime:
        return _moment(value, formats)

    return hinted(parse, lambda: _("date and time"), "2026-12-31 18:30")


def _moment(value: Any, formats: Sequence[str]) -> dt.datetime:
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time())
    found = unicodedata.normalize("NFKC", str(value)).strip()
    try:
        return dt.datetime.fromisoformat(found).replace(tzinfo=None)
    except ValueError:
        pass
    for each in formats:
        try:
            return dt.datetime.strptime(found, each)  # noqa: DTZ007 - the file's own clock
        except ValueError:
            continue
    example = dt.date(2026, 12, 31).strftime(formats[0])
    raise CellRefused(_("is no date"), _("Write dates such as %(example)s.") % {"example": example})


def choice(values: Mapping[str, Any], words: Words | None = None) -> Parser:
    """Return a parser of one of a few words, in any case; ``values`` says what each word means.

    ``words`` returns those that are offered, in the language at work; without it all are.
    """
    every = tuple(values)
    offered = words or (lambda: every)
    known = {word.casefold(): meaning for word, meaning in values.items()}

    def parse(value: Any) -> Any:
        found = plain_text(value).casefold()
        if found not in known:
            raise CellRefused(
                _("is not known"), _("Use one of: %(words)s.") % {"words": ", ".join(offered())}
            )
        return known[found]

    return hinted(parse, lambda: _("one of: %(words)s") % {"words": ", ".join(offered())}, words=offered)


def flag(value: Any) -> bool:
    """Return yes or no, in any of the three languages; the parser of yes-or-no columns."""
    found = plain_text(value).casefold()
    if found in TRUE or found in FALSE:
        return found in TRUE
    raise CellRefused(_("is neither yes nor no"), _("Write yes or no."))


hinted(flag, lambda: _("yes or no"), "是")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a profile: its name for the verb, its headings in the three languages, and its type.

    ``lookup`` turns the codes of a whole chunk into what they stand for, in one query; a code that it does not
    return is unknown. ``cure`` says what to do when a required cell is empty.
    """

    name: str
    headers: tuple[str, ...]
    parse: Parser = plain_text
    required: bool = False
    default: Any = None
    lookup: Lookup | None = None
    cure: str | Promise = ""


def by_code(model: type[Model], field: str = "code", **where: Any) -> Lookup:
    """Return a lookup from codes to the ids of a model's rows in the company at work."""

    def find(codes: Collection[str]) -> Mapping[str, Any]:
        manager: Any = getattr(model, "objects", model._default_manager)
        return dict(manager.filter(**{f"{field}__in": codes}, **where).values_list(field, "pk"))

    return find
