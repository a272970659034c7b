"""Printing on the desk: a button on each page, an action on each list."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from nonet.kernel.errors import NonetError
from nonet.kernel.jobs import enqueue
from nonet.kit.printing.declaring import Print, prints_of, subject_of
from nonet.kit.printing.services import AT_ONCE, Paper, Wish, print_papers


def paper_response(paper: Paper, *, download: bool = False) -> HttpResponse:
    """Return a file to be shown in the browser, or saved."""
    response = HttpResponse(paper.content, content_type=paper.media_type)
    way = "attachment" if download else "inline"
    response["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(paper.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def wish_of(asked: Any, form: Print) -> Wish:
    """Return what a query asks for beside the documents."""
    options = {name: asked[name] for name in form.options if asked.get(name)}
    return Wish(asked.get("layout", ""), asked.get("language", ""), options)


class PrintPages:
    """Gives a model's pages on the desk the prints that its room declares."""

    model: Any
    opts: Any
    admin_site: Any

    def prints(self) -> list[Print]:
        """Return the forms on which this model is printed."""
        return prints_of(subject_of(self.model, getattr(self, "document", "")))

    def print_urls(self) -> list[Any]:
        """Return the address of each document's papers."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_print"
        view = self.admin_site.admin_view(self.print_view)
        return [path("<int:object_id>/print/<slug:form>/", view, name=name)]

    def print_view(self, request: HttpRequest, object_id: int, form: str) -> HttpResponse:
        """Show one document as PDF."""
        chosen = next((each for each in self.prints() if each.code == form), None)
        if chosen is None or self.get_object(request, str(object_id)) is None:  # type: ignore[attr-defined]
            raise Http404
        try:
            return paper_response(
                print_papers(form=form, ids=[object_id], wish=wish_of(request.GET, chosen)),
                download="download" in request.GET,
            )
        except NonetError as fact:
            return HttpResponse(fact.message, status=409, content_type="text/plain; charset=utf-8")

    def print_links(self, instance: Any) -> list[dict[str, Any]]:
        """Return the papers that a page offers: name and address."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_print"
        return [
            {"code": each.code, "title": each.title, "address": reverse(name, args=[instance.pk, each.code])}
            for each in self.prints()
            if fits(instance, each.where)
        ]

    def print_actions(self) -> dict[str, tuple[Callable[..., Any], str, str]]:
        """Return the actions that print what is picked on a list."""
        told: dict[str, tuple[Callable[..., Any], str, str]] = {}
        for each in self.prints():
            name = f"print_{each.code.replace('-', '_')}"
            told[name] = (partial(_print_many, each), name, _("Print: %(form)s") % {"form": each.title})
        return told


def _print_many(form: Print, admin: Any, request: HttpRequest, queryset: Any) -> HttpResponse | None:
    ids = list(queryset.values_list("pk", flat=True)[: 10 * AT_ONCE * AT_ONCE])
    try:
        if len(ids) <= AT_ONCE:
            return paper_response(print_papers(form=form.code, ids=ids))
        from nonet.kit.printing.jobs import print_batch

        run = enqueue(print_batch, form=form.code, ids=ids)
    except NonetError as fact:
        messages.error(request, fact.message)
        return None
    return HttpResponseRedirect(reverse("admin:print_batch", args=[run.pk]))


def fits(instance: Any, where: Mapping[str, Any]) -> bool:
    """Return whether a row is among those that a form is for (``kind`` or ``kind__in``)."""
    return all(
        getattr(instance, name.removesuffix("__in")) in (value if name.endswith("__in") else (value,))
        for name, value in where.items()
    )
