"""What the pages of people share: one way to be shown, and one to tell what a verb has refused."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from nonet.kernel.verbs import Outcome
from nonet.kit.admin.base import actor_may
from nonet.kit.guarding import fact_of


def page(request: HttpRequest, template: str, title: Any, **context: Any) -> HttpResponse:
    """Show a page of the desk."""
    return TemplateResponse(
        request, f"desk/people/{template}", {**admin.site.each_context(request), "title": title, **context}
    )


def app_name(code: str) -> str:
    """Return what the system or book of a verb is called."""
    label = code.partition(".")[0]
    return str(apps.get_app_config(label).verbose_name) if label in apps.app_configs else label


def require_reading() -> None:
    """Hide the pages from who may not see people."""
    if not actor_may("kernel.read"):
        raise Http404


def done(request: HttpRequest, work: Callable[[], Any], told: Any = "") -> Any:
    """Do a verb's work and tell what came of it; return its answer, or None when it was refused."""
    try:
        answer = work()
        if isinstance(answer, Outcome):
            answer.require_all()
    except Exception as error:
        fact = fact_of(error)
        if fact is None:
            raise
        messages.error(request, fact.message)
        return None
    if told:
        messages.success(request, told)
    return answer if answer is not None else True
