"""Values as people read them: numbers grouped and without idle zeros, dates short, states as badges."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nonet.kernel.fields import AmountField, PriceField, QuantityField, RateField
from nonet.kernel.units import units
from nonet.kit.labels import code_name

NOTHING = "–"
TONES = {
    "draft": "plain",
    "confirmed": "info",
    "released": "info",
    "picked": "info",
    "counting": "info",
    "counted": "info",
    "running": "info",
    "waiting": "plain",
    "active": "info",
    "open": "success",
    "posted": "success",
    "shipped": "success",
    "consumed": "success",
    "done": "success",
    "closed": "plain",
    "cancelled": "danger",
    "expired": "warning",
    "failed": "danger",
}


def show_value(instance: models.Model, name: str) -> Any:
    """Return one field of a row as text or safe HTML, in the form of the language at work."""
    field = instance._meta.get_field(name)
    value = getattr(instance, field.attname if isinstance(field, models.ForeignKey) else name)
    if value is None or value == "":
        return NOTHING
    if isinstance(field, models.ForeignKey):
        is_unit = field.related_model._meta.label == "kernel.Unit"
        return unit_name(value) if is_unit else show_link(getattr(instance, name))
    if is_coded(type(instance), name):
        return code_name(value)
    if getattr(field, "choices", None):
        label = getattr(instance, f"get_{name}_display")()
        return badge(label, TONES.get(value, "plain")) if name == "state" else label
    if isinstance(field, ArrayField) and field.base_field.choices:
        names = dict(field.base_field.flatchoices)
        value = [names.get(each, each) for each in value]
    return show_plain(value, field, currency=getattr(instance, "currency", None))


def unit_name(code: str | None) -> str:
    """Return what a unit is called in the language at work; a code that is none stays."""
    found = units().get(code or "")
    return found.name_in(get_language() or "en") if found else (code or "")


def is_coded(model: type[models.Model], name: str) -> bool:
    """Return whether a field holds codes that have names: a model lists such fields in ``CODES``."""
    return name in getattr(model, "CODES", ())


def is_number(field: Any) -> bool:
    """Return whether a field's values stand aligned to the right."""
    return isinstance(field, models.DecimalField)


def show_plain(value: Any, field: Any = None, currency: str | None = None) -> Any:
    """Return a value by the type of its field, else by its own type."""
    if isinstance(value, bool):
        return tick(value)
    if isinstance(value, Decimal):
        return number(value, field, currency)
    if isinstance(value, dt.datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, dt.date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, Mapping):
        return format_html_join("", "<div>{}: {}</div>", ((key, each) for key, each in value.items() if each))
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value) or NOTHING
    return value


def number(value: Decimal, field: Any = None, currency: str | None = None) -> SafeString:
    """Return a number right-aligned: amounts with their currency's decimals, shares as percent, else no idle zeros."""
    if isinstance(field, RateField):
        return format_html('<span class="num">{}%</span>', _trimmed(value * 100))
    if isinstance(field, AmountField):
        return format_html('<span class="num">{}</span>', amount(value, currency))
    if isinstance(field, PriceField):
        digits = max(2, -int(value.normalize().as_tuple().exponent))
        return format_html('<span class="num">{}</span>', number_format(value, digits, force_grouping=True))
    tone = ' class="num"' if isinstance(field, QuantityField | models.DecimalField) or field is None else ""
    return format_html("<span{}>{}</span>", SafeString(tone), _trimmed(value))


def amount(value: Decimal, currency: str | None = None) -> str:
    """Return an amount grouped, with as many decimals as its currency has (two when it is not known)."""
    return number_format(round(value, _digits(currency)), _digits(currency), force_grouping=True)


def _digits(currency: str | None) -> int:
    from nonet.kernel.money import currencies

    found = currencies().get(currency or "")
    return found.digits if found else 2


def _trimmed(value: Decimal) -> str:
    plain = value.normalize()
    digits = max(0, -int(plain.as_tuple().exponent))
    return number_format(plain, digits, force_grouping=True)


def tick(value: bool) -> SafeString:
    """Return yes or no as a sign that screen readers speak."""
    if value:
        return format_html('<span class="tick" role="img" aria-label="{}">✓</span>', _("Yes"))
    return format_html('<span class="untick" role="img" aria-label="{}">–</span>', _("No"))


def badge(text: Any, tone: str = "plain") -> SafeString:
    """Return a word in a coloured lozenge; the word, not the colour, carries the meaning."""
    return format_html('<span class="badge badge-{}">{}</span>', tone, text)


def show_link(instance: models.Model | None) -> Any:
    """Return a row's name, linked to its page on the desk when it has one."""
    if instance is None:
        return NOTHING
    address = page_of(instance) if hasattr(instance, "company_id") else ""
    return format_html('<a class="ref" href="{}">{}</a>', address, instance) if address else str(instance)


def page_of(instance: models.Model) -> str:
    """Return the address of a row's page on the desk, or nothing when it has none."""
    meta = instance._meta
    start = pages_start(f"{meta.app_label}_{meta.model_name}", get_script_prefix())
    return f"{start}{instance.pk}/change/" if start else ""


@lru_cache(maxsize=1_000)
def pages_start(model: str, prefix: str) -> str:
    """Return where the addresses of the pages of a model's rows begin, or nothing when they have none.

    Asked once for each model: a list shows hundreds of links.
    """
    try:
        return reverse(f"admin:{model}_change", args=[0]).removesuffix("0/change/")
    except NoReverseMatch:
        return ""
