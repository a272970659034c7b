"""Currencies (ISO 4217), rounding to their own digits, and money as people read it.

Rounding happens for every line of every order, so it costs one dictionary look-up and one ``quantize``.
"""

import csv
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files

from django.utils.translation import gettext as _

from nonet.kernel.errors import NonetError

MAX_DIGITS = 6
QUANTA = tuple(Decimal(1).scaleb(-digits) for digits in range(MAX_DIGITS + 1))
"""``QUANTA[n]`` is one unit of the n-th decimal: 1, 0.1, 0.01 …"""


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency: its ISO 4217 code, the decimals of its smallest unit, symbol and names."""

    code: str
    digits: int
    symbol: str
    name: str
    name_zh_hans: str
    name_zh_hant: str

    def name_in(self, language: str) -> str:
        """Return the name in a language (``en``, ``zh-hans``, ``zh-hant``)."""
        names = {"zh-hans": self.name_zh_hans, "zh-hant": self.name_zh_hant}
        return names.get(language, self.name)


class CurrencyUnknown(NonetError):
    """The code is no currency of ISO 4217."""

    code = "currency_unknown"

    def __init__(self, currency: str) -> None:
        super().__init__(currency=currency)

    def template(self) -> str:
        return _("%(currency)s is no currency; use an ISO 4217 code such as CNY or USD.")


@cache
def currencies() -> dict[str, Currency]:
    """Return all currencies in use, by code."""
    text = files("nonet.kernel.data").joinpath("currencies.csv").read_text(encoding="utf-8")
    table = csv.DictReader(text.splitlines())
    return {row["code"]: Currency(digits=int(row.pop("digits")), **row) for row in table}


def currency(code: str) -> Currency:
    """Return a currency by its code.

    Raises
    ------
    CurrencyUnknown
        When ISO 4217 knows no such code.
    """
    found = currencies().get(code)
    if found is None:
        raise CurrencyUnknown(code)
    return found


def digits_of(code: str) -> int:
    """Return how many decimals amounts of a currency have."""
    return currency(code).digits


@cache
def _quantum(code: str) -> Decimal:
    return QUANTA[currency(code).digits]


def round_amount(amount: Decimal, currency: str) -> Decimal:
    """Round an amount half-up (away from zero) to the digits of its currency."""
    return amount.quantize(_quantum(currency), ROUND_HALF_UP)


def round_digits(amount: Decimal, digits: int) -> Decimal:
    """Round an amount half-up (away from zero) to a number of decimals."""
    return amount.quantize(QUANTA[digits], ROUND_HALF_UP)


def format_money(amount: Decimal, currency: str, language: str = "en") -> str:
    """Return an amount as people read it: ``¥1,234.50``; in Chinese, dollars and others keep their code's symbol.

    The three languages of Nonet share separators; what differs is the yen, which Chinese readers would take for
    yuan, so it is written by name there.
    """
    known = currencies().get(currency)
    if known is None:
        return f"{amount:,f} {currency}"
    rounded = round_amount(amount, currency)
    sign = "-" if rounded < 0 else ""
    if language.startswith("zh") and currency == "JPY":
        return f"{sign}{abs(rounded):,f} {known.name_in(language)}"
    gap = " " if known.symbol[-1].isalpha() else ""
    return f"{sign}{known.symbol}{gap}{abs(rounded):,f}"


def split_amount(amount: Decimal, weights: list[Decimal], currency: str) -> list[Decimal]:
    """Split an amount by weights so that the rounded parts add up to it exactly.

    Each part is the rounded running total less what was given before, so no part is off by more than one
    smallest unit. Without any weight the last part takes all.
    """
    total = sum(weights, Decimal(0))
    parts: list[Decimal] = []
    given = reached = Decimal(0)
    for weight in weights:
        reached += weight
        upto = round_amount(amount * reached / total, currency) if total else Decimal(0)
        parts.append(upto - given)
        given = upto
    if parts:
        parts[-1] += round_amount(amount, currency) - given
    return parts
