"""The addresses of the desk with one more: an empty page, with which every other page is compared."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path

from nonet.config import urls

EMPTY = "/desk/empty/"


def empty(request: HttpRequest) -> HttpResponse:
    """Show the desk's frame with nothing in it."""
    context: dict[str, Any] = {**admin.site.each_context(request), "title": "Empty"}
    return TemplateResponse(request, "admin/base_site.html", context)


urlpatterns = [path(EMPTY.lstrip("/"), admin.site.admin_view(empty)), *urls.urlpatterns]
