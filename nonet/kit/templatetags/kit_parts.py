"""Tags by which pages take in parts that other rooms add to them."""

from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def file_ending(name: str) -> str:
    """Return the ending of a file's name in capitals, short enough for a sign."""
    return name.rpartition(".")[2][:5].upper() if "." in name else "…"


@register.simple_tag(takes_context=True)
def part(context: Any, name: str, facts: dict[str, Any]) -> SafeString:
    """Return a part of a page, rendered with the page's own context and the facts of the part."""
    return get_template(name).render({**context.flatten(), **facts}, context.get("request"))  # type: ignore[return-value]
