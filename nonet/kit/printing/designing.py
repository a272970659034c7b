"""The page on which the owner shapes the company's papers, with a picture of a real document that follows at once."""

import base64
from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from nonet.kernel.actor import current_actor, require
from nonet.kernel.errors import NonetError
from nonet.kit.printing.checking import clean_layout
from nonet.kit.printing.declaring import Print, PrintUnknown, print_named, prints
from nonet.kit.printing.layouts import PARTS, TEXTS, layout_for, layout_of, letter_of_company
from nonet.kit.printing.models import Letterhead, PrintLayout
from nonet.kit.printing.papers import PAPERS
from nonet.kit.printing.rendering import Job, gather, render_gathered
from nonet.kit.printing.services import save_layouts, save_letterhead

PREVIEW_DPI = 96
OWN = "own"


def designed() -> list[Print]:
    """Return the forms that have a layout; labels have sizes instead."""
    return [each for each in prints() if each.form != "label"]


def _form(code: str) -> Print:
    try:
        return print_named(code)
    except PrintUnknown as fact:
        raise Http404 from fact


def _layout(asked: Any, form: Print) -> dict[str, Any]:
    """Return the layout that a filled-in page describes."""
    texts: dict[str, dict[str, str]] = {}
    for language in _languages():
        told = {name: asked.get(f"{language}.{name}", "").strip() for name in TEXTS}
        texts[language] = {name: text for name, text in told.items() if text}
    columns = asked.getlist("columns")
    return {
        "form": form.code,
        "code": OWN,
        "name": str(form.title),
        "is_default": True,
        "paper": asked.get("paper", form.paper),
        "language": asked.get("language", ""),
        "accent": asked.get("accent", ""),
        "size": asked.get("size", "").strip() or None,
        "columns": [] if columns == [each.code for each in form.columns if not each.hidden] else columns,
        "parts": asked.getlist("parts"),
        "marks": [each.strip() for each in asked.get("marks", "").splitlines() if each.strip()],
        "texts": texts,
    }


def _languages() -> list[str]:
    from django.conf import settings

    return [code for code, _name in settings.LANGUAGES]


def design(request: HttpRequest, form: str) -> HttpResponse:
    """Show or save the layout of a form and the letterhead that all forms share."""
    chosen, problem = _form(form), ""
    if not current_actor().may("printing.read"):
        raise Http404
    if request.method == "POST":
        try:
            _save(request, chosen)
            return HttpResponseRedirect(reverse("admin:print_design", args=[form]))
        except NonetError as fact:
            problem = fact.message
    return TemplateResponse(request, "printing/design.html", _context(request, chosen, problem))


def first(request: HttpRequest) -> HttpResponse:
    """Open the page of the first form."""
    return HttpResponseRedirect(reverse("admin:print_design", args=[designed()[0].code]))


def _save(request: HttpRequest, form: Print) -> None:
    save_layouts(layouts=[_layout(request.POST, form)])
    texts = {
        language: {
            name: request.POST.get(f"letter.{language}.{name}", "").strip()
            for name in ("name", "lines", "bank")
        }
        for language in _languages()
    }
    pictures: dict[str, str | None] = {}
    for name in ("logo", "seal"):
        sent = request.FILES.get(name)
        pictures[name] = base64.b64encode(sent.read(4 * 1024 * 1024)).decode() if sent else None
        if f"{name}.away" in request.POST:
            pictures[name] = ""
    save_letterhead(texts=texts, **pictures)


def _context(request: HttpRequest, form: Print, problem: str) -> dict[str, Any]:
    layout = layout_for(form)
    letterhead = Letterhead.objects.first() or Letterhead()
    shown = {each.code for each in layout.choose(form.columns)}
    return {
        **admin.site.each_context(request),
        "title": _("Papers"),
        "form": form,
        "forms": designed(),
        "layout": layout,
        "problem": problem,
        "papers": [(each.code, each.title, each.code == layout.paper) for each in PAPERS.values()],
        "parts": [(code, title, code in layout.parts) for code, title in PARTS.items()],
        "columns": [(each.code, each.title, each.code in shown) for each in form.columns],
        "texts": [_told_texts(code, layout.texts.get(code, {})) for code in _languages()],
        "letters": [_told_letter(code, letterhead.texts.get(code, {})) for code in _languages()],
        "has_logo": bool(letterhead.logo),
        "has_seal": bool(letterhead.seal),
        "may_save": current_actor().may("printing.save_layouts"),
    }


def _name(code: str) -> str:
    from django.conf import settings

    return dict(settings.LANGUAGES)[code]


def _told_texts(code: str, texts: Any) -> dict[str, Any]:
    titles = {"title": _("Title"), "header": _("Text above"), "terms": _("Terms"), "footer": _("Footer")}
    fields = [(f"{code}.{name}", titles[name], texts.get(name, "")) for name in TEXTS]
    return {"language": _name(code), "fields": fields}


def _told_letter(code: str, texts: Any) -> dict[str, Any]:
    titles = {"name": _("Company name"), "lines": _("Address and telephone"), "bank": _("Bank account")}
    fields = [(f"letter.{code}.{name}", titles[name], texts.get(name, "")) for name in titles]
    return {"language": _name(code), "fields": fields}


def preview(request: HttpRequest, form: str) -> HttpResponse:
    """Answer with a picture of the latest document in the layout as it stands on the page, saved or not."""
    chosen = _form(form)
    try:
        require(chosen.read)
        row = clean_layout(_layout(request.POST, chosen))
        manager: Any = chosen.model._default_manager
        latest = manager.filter(**chosen.where).order_by("-pk").values_list("pk", flat=True).first()
        if latest is None:
            return HttpResponse(_("There is no document to show yet."), status=409, content_type="text/plain")
        job, letter = Job(chosen, layout_of(PrintLayout(**row))), letter_of_company()
        letter.texts = {**letter.texts, **_letter_texts(request.POST)}
        picture = render_gathered(job, gather(job, [latest], letter), letter, dpi=PREVIEW_DPI)
    except NonetError as fact:
        return HttpResponse(fact.message, status=409, content_type="text/plain; charset=utf-8")
    return HttpResponse(picture, content_type="image/png")


def _letter_texts(asked: Any) -> dict[str, dict[str, str]]:
    return {
        code: {name: asked.get(f"letter.{code}.{name}", "") for name in ("name", "lines", "bank")}
        for code in _languages()
    }


def urls(site: Any) -> list[Any]:
    """Return the addresses of these pages."""
    return [
        path("papers/", site.admin_view(first), name="papers"),
        path("papers/<slug:form>/", site.admin_view(design), name="print_design"),
        path("papers/<slug:form>/preview/", site.admin_view(preview), name="print_preview"),
    ]
