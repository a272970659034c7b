"""The button that prints, on every page of what has a form."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from nonet.kit.admin.panels import Panel


def _facts(request: HttpRequest, page: Any, instance: Any) -> dict[str, Any] | None:
    links = page.print_links(instance)
    if not links:
        return None
    label = _("Print") if len(links) == 1 else _("Print: %(form)s") % {"form": links[0]["title"]}
    return {"first": links[0], "others": links[1:], "label": label}


PRINT_BUTTON = Panel("actions", "printing/button.html", _facts)
