"""A document's approvals in the head of its page."""

from typing import Any

from django.http import HttpRequest

from nonet.kit.admin.panels import Panel


def _facts(request: HttpRequest, page: Any, instance: Any) -> dict[str, Any] | None:
    from nonet.faces.desk.approvals import panel

    return panel(request, page, instance)


APPROVALS = Panel("head", "desk/approvals/panel.html", _facts)
