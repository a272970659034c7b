"""What the pages of signing in show in a form of their own."""

from django import template

from nonet.faces.signin.devices import device_name
from nonet.kit.labels import code_name

register = template.Library()
register.filter("device", device_name)


@register.filter
def means(detail: str) -> str:
    """Return by what somebody came in, or what was changed: ``password + mfa`` in words."""
    return " + ".join(code_name(each) if each.isidentifier() else each for each in detail.split(" + "))
