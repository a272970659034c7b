"""Amounts with the sign of their currency, in the form of the language at work."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import get_language

from nonet.kernel.money import format_money

register = template.Library()


@register.simple_tag
def money(amount: Any, currency: str) -> str:
    """Return an amount as money."""
    return format_money(Decimal(str(amount)), currency, get_language() or "en") if currency else str(amount)
