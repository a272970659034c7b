"""The pages of a document that is entered: the form, its quotes as lines are typed, and its saving."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import NonetError
from nonet.kit.admin.base import actor_may
from nonet.kit.admin.documents import DocumentAdmin
from nonet.kit.admin.forms.comparing import names_in
from nonet.kit.admin.forms.declaring import Document, Entry, Field
from nonet.kit.admin.forms.quoting import quote_of
from nonet.kit.admin.forms.saving import save_of
from nonet.kit.admin.forms.words import words
from nonet.kit.api.answers import Encoder
from nonet.kit.guarding import fact_of

BLANK: Document = {"head": {}, "lines": []}


class EntryAdmin(DocumentAdmin):
    """Documents that are created and changed on one page, as ``entry`` declares."""

    entry: Entry

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return actor_may(self.entry.create_code)

    def may_change(self, instance: Any) -> bool:
        """Return whether the form may be opened for a document as it stands."""
        entry = self.entry
        return bool(entry.change and actor_may(entry.change_verb) and entry.changeable(instance))

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path("entry/quote/", wrap(require_POST(self.quote_view)), name=f"{name}_quote"),
            path("entry/save/", wrap(require_POST(self.save_view)), name=f"{name}_save"),
            path("<int:object_id>/edit/", wrap(self.edit_view), name=f"{name}_edit"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Show the form of a new document: blank, a copy of another, or begun from another."""
        if not self.has_add_permission(request):
            raise Http404(_("There is no such page in this company."))
        title = _("New: %s") % self.opts.verbose_name
        return self._form(request, title, None, self._begun(request))

    def edit_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Show the form of a document as it stands."""
        instance = self.get_object(request, str(object_id))
        if instance is None or not self.may_change(instance):
            raise Http404(_("There is no such page in this company."))
        load: Any = self.entry.load
        title = _("Change %s") % self.number_of(instance)
        return self._form(request, title, instance, load(instance))

    def _begun(self, request: HttpRequest) -> Document:
        copied = request.GET.get("copy", "")
        if copied and self.entry.load:
            instance = self.get_object(request, copied)
            if instance is None:
                raise Http404(_("There is no such page in this company."))
            return _as_new(self.entry, self.entry.load(instance))
        if self.entry.start is not None:
            begun = self.entry.start(request.GET.dict())
            if begun is not None:
                return begun
        return BLANK

    def _form(self, request: HttpRequest, title: str, instance: Any, document: Document) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "object": instance,
            "original": instance,
            "entry": self.entry,
            "main_fields": [each for each in self.entry.header if not each.more],
            "more_fields": [each for each in self.entry.header if each.more],
            "settings": self._settings(request, instance, document),
            "may_confirm": self._may_confirm(instance),
            "asks_reason": instance is not None and getattr(instance, "state", "") != "draft",
            "has_view_permission": True,
        }
        return TemplateResponse(request, "kit/entry.html", context)

    def _may_confirm(self, instance: Any) -> bool:
        code = str(getattr(self.entry.confirm, "verb_code", ""))
        return bool(code) and actor_may(code) and (instance is None or instance.state == "draft")

    def _settings(self, request: HttpRequest, instance: Any, document: Document) -> dict[str, Any]:
        """Return what the script of the page needs: fields, the document, names, addresses, words."""
        entry, name = self.entry, f"admin:{self.opts.app_label}_{self.opts.model_name}"
        new = instance is None
        return json.loads(
            json.dumps(
                {
                    "id": instance.pk if instance else None,
                    "header": [_told(each, new) for each in entry.header],
                    "lines": [_told(each, new) for each in entry.lines],
                    "document": document,
                    "names": names_in(entry, document),
                    "quote": reverse(f"{name}_quote") if entry.quote else "",
                    "save": reverse(f"{name}_save"),
                    "lookups": "/api/lookups/",
                    "ownLines": entry.own_lines,
                    "priced": entry.priced,
                    "draft": f"{current_company_id()}.{request.user.pk}.{request.path}",
                    "words": words(),
                },
                cls=Encoder,
                default=str,
            )
        )

    def quote_view(self, request: HttpRequest) -> HttpResponse:
        """Fill in the lines sent: prices, units, tax, what can be promised; or tell what is wrong with them."""
        if not (actor_may(self.entry.create_code) or actor_may(self.entry.change_verb)):
            raise Http404
        return self._answer(request, lambda body: (200, quote_of(self.entry, body)))

    def save_view(self, request: HttpRequest) -> HttpResponse:
        """Save the document sent, once for each key; tell what is wrong, or what another person changed meanwhile."""
        return self._answer(request, lambda body: save_of(self, request, body))

    def _answer(self, request: HttpRequest, work: Any) -> HttpResponse:
        try:
            body = json.loads(request.body)
            if not isinstance(body, dict):
                raise ValueError
        except ValueError:
            return JsonResponse({"message": _("cannot be used; correct it")}, status=400)
        try:
            status, told = work(body)
        except Exception as error:
            fact: NonetError | None = fact_of(error)
            if fact is None:
                raise
            status, told = 409, {"errors": [{"line": None, "field": "", "message": fact.message}]}
        return JsonResponse(told, encoder=Encoder, status=status, json_dumps_params={"ensure_ascii": False})

    def page_of(self, request: HttpRequest, instance: Any) -> dict[str, Any]:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        links = []
        if self.entry.load and self.has_add_permission(request):
            links.append({"address": f"{reverse(f'{name}_add')}?copy={instance.pk}", "label": _("Copy")})
        return {
            **super().page_of(request, instance),
            "edit_address": reverse(f"{name}_edit", args=[instance.pk]) if self.may_change(instance) else "",
            "more_links": [*links, *self.links_of(request, instance)],
        }

    def links_of(self, request: HttpRequest, instance: Any) -> list[dict[str, Any]]:
        """Return further pages that begin something from this document."""
        return []


def _told(field: Field, new: bool) -> dict[str, Any]:
    """Return a field as the script of the page knows it."""
    default = field.default() if field.default and new else ""
    return {
        "name": field.name,
        "label": str(field.label)[:1].upper() + str(field.label)[1:],
        "kind": field.kind,
        "lookup": field.lookup,
        "use": field.use,
        "choices": [[str(key), str(label)] for key, label in field.choices()] if field.choices else None,
        "default": str(default) if default is not None else "",
        "required": field.required,
        "stop": field.stop,
        "fixed": field.fixed and not new,
        "more": field.more,
        "begins": field.begins,
    }


def _as_new(entry: Entry, document: Document) -> Document:
    """Return a document as the beginning of a new one: what belongs to the old one alone is left out."""
    own = {each.name for each in entry.header if each.kind == "date" or each.name == "external_number"}
    lines = [
        {key: value for key, value in line.items() if key not in ("line_id", "due_on")}
        for line in document["lines"]
    ]
    return {"head": {key: value for key, value in document["head"].items() if key not in own}, "lines": lines}
