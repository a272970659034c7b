"""Checks that many masters share; each names the field and the cure."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from nonet.kernel.errors import InvalidInput


def require_not_negative(instance: Any, *names: str) -> None:
    """Refuse values below zero; the database would refuse the whole batch for them."""
    for name in names:
        value = getattr(instance, name)
        if value is not None and value < 0:
            raise InvalidInput(name, _("is below zero; give zero, more, or nothing"))


def require_positive(instance: Any, *names: str) -> None:
    """Refuse zero and less."""
    for name in names:
        if getattr(instance, name) is None or getattr(instance, name) <= 0:
            raise InvalidInput(name, _("is not above zero"))


def require_between(instance: Any, name: str, lowest: Decimal | int, highest: Decimal | int) -> None:
    """Refuse values outside a range; an empty one passes."""
    value = getattr(instance, name)
    if value is not None and not lowest <= value <= highest:
        raise InvalidInput(name, _("lies between %(low)s and %(high)s") % {"low": lowest, "high": highest})


def require_country(instance: Any, name: str = "country") -> None:
    """Bring a country to its two capital letters; refuse what is no ISO 3166 form."""
    country = getattr(instance, name).upper()
    if len(country) != 2 or not country.isascii() or not country.isalpha():
        raise InvalidInput(name, _("is no country code; use two letters such as CN or GB"))
    setattr(instance, name, country)
