"""Values as they stand on paper: plain text in the form of the language at work."""

import datetime as dt
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language

from nonet.kernel.money import format_money
from nonet.kit.show import amount as amount_text
from nonet.kit.show import unit_name

unit = unit_name
"""What a unit is called."""


def language() -> str:
    """Return the language at work."""
    return get_language() or "en"


def quantity(value: Decimal | None) -> str:
    """Return a quantity grouped, without idle zeros; nothing for none."""
    if value is None:
        return ""
    plain = value.normalize()
    digits = max(0, -int(plain.as_tuple().exponent))
    return number_format(plain, digits, force_grouping=True)


def price(value: Decimal | None) -> str:
    """Return a price with two decimals, more when it has them."""
    if value is None:
        return ""
    digits = max(2, -int(value.normalize().as_tuple().exponent))
    return number_format(value, digits, force_grouping=True)


def amount(value: Decimal | None, currency: str) -> str:
    """Return an amount with the decimals of its currency; nothing for none."""
    return "" if value is None else amount_text(value, currency)


def money(value: Decimal, currency: str) -> str:
    """Return an amount with the sign of its currency."""
    return format_money(value, currency, language())


def share(value: Decimal | None) -> str:
    """Return a share of one as percent; nothing for none of it."""
    return f"{quantity(value * 100)}%" if value else ""


def day(value: dt.date | None) -> str:
    """Return a day in short form; nothing for none."""
    return date_format(value, "SHORT_DATE_FORMAT") if value else ""


def long_day(value: dt.date) -> str:
    """Return a day in words of the language."""
    return date_format(value, "DATE_FORMAT")
