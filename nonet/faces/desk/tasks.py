"""Tasks that begin with no document, each under its own address and in the menu."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from nonet.kit.admin import VerbAction
from nonet.kit.admin.base import actor_may
from nonet.kit.admin.tasks.pages import task_page
from nonet.systems.erp.tasks import credit, paying

TASKS: dict[str, VerbAction] = {
    "receive-payment": paying.RECEIVE,
    "pay": paying.PAY,
    "refund": paying.REFUND,
    "refunded": paying.REFUNDED,
    "hold": credit.HOLD,
    "release": credit.RELEASE,
}


def urls(site: Any) -> list[Any]:
    """Return the address of each."""
    return [
        path(f"tasks/{name}/", site.admin_view(partial(task, action=action)), name=f"task-{name}")
        for name, action in TASKS.items()
    ]


def task(request: HttpRequest, action: VerbAction) -> HttpResponse:
    """Show a task, or do it."""
    if not actor_may(action.code):
        raise PermissionDenied
    context = admin.site.each_context(request)
    return task_page(request, action, (), context=context, back=reverse("admin:index"))
