"""The kinds of notices, each with its text; rooms declare theirs, and the composition root puts them together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext

from nonet.kernel.money import format_money


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A kind of notice: its code, its English text with ``%(name)s`` for parameters, and the icon beside it."""

    code: str
    text: str
    icon: str = "notifications"


_kinds: dict[str, NoticeKind] = {}


def install(kinds: Sequence[NoticeKind]) -> None:
    """Make kinds known; called once by the composition root."""
    _kinds.update({each.code: each for each in kinds})


def kind_of(code: str) -> NoticeKind:
    """Return a kind; one that is no longer known speaks by its code."""
    return _kinds.get(code) or NoticeKind(code, code)


def words(text: str) -> dict[str, str]:
    """Return a parameter that is itself translated for the reader: the English text, marked by ``gettext_noop``."""
    return {"words": text}


def money(amount: Decimal, currency: str) -> dict[str, str]:
    """Return a parameter that is shown as money in the reader's form."""
    return {"amount": str(amount), "currency": currency}


def text_of(code: str, params: Mapping[str, Any]) -> str:
    """Return what a notice says, in the language at work; a parameter that is missing leaves a dash."""
    told = _Told({name: _shown(value) for name, value in params.items()})
    return gettext(kind_of(code).text) % told


class _Told(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "–"


def _shown(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "words" in value:
        return gettext(value["words"])
    return format_money(Decimal(value["amount"]), value["currency"], get_language() or "en")
