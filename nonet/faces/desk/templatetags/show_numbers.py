"""Small things that templates show: whole numbers grouped, a column's heading, the title of an import."""

from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import get_language

from nonet.kernel.errors import NonetError
from nonet.kit.importing.profiles import profile_for
from nonet.kit.importing.templates import LANGUAGES

register = template.Library()


@register.filter
def whole(value: Any) -> str:
    """Return a whole number grouped; a dash for none."""
    return number_format(value, 0, force_grouping=True) if isinstance(value, int) else "–"


@register.filter
def in_language(headers: tuple[str, ...]) -> str:
    """Return the heading of a column in the language at work."""
    language = get_language() or "en"
    place = LANGUAGES.index(language) if language in LANGUAGES else 0
    return headers[place] if place < len(headers) else headers[0]


@register.filter
def profile_title(kind: str, code: str) -> str:
    """Return what an import is called; its code when it is no longer known."""
    try:
        return str(profile_for(kind, code).title)
    except NonetError:
        return kind
