"""Documents on the desk: found, opened with their lines and their chain, and moved on by verbs; never edited."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from nonet.kit.admin.actions import VerbAction, run_action
from nonet.kit.admin.base import ScopedAdmin, actor_may
from nonet.kit.admin.lists.searching import beginning_with
from nonet.kit.admin.panels import panels_of
from nonet.kit.admin.steps import Step, steps_of
from nonet.kit.admin.tables import LineTable, says_something
from nonet.kit.admin.tasks.pages import task_page
from nonet.kit.chains import Chain, draw_chain
from nonet.kit.labels import label_text
from nonet.kit.show import show_value

FOUND_PARTIES = 200
MOST_AT_ONCE = 200
OUTSIDE_NUMBERS = ("external_number", "party_reference", "waybill_number", "legal_number", "reference")


class DocumentAdmin(ScopedAdmin):
    """Lists documents and opens them.

    ``document`` is the code of the kernel's document type, for the chain; ``where`` narrows a shared table to one
    kind; ``facts`` are shown at the head, ``tables`` below, ``verbs`` as buttons and as actions on the list.
    """

    document = ""
    where: dict[str, Any] = {}
    facts: Sequence[str] = ()
    totals: Sequence[str] = ()
    tables: Sequence[LineTable] = ()
    verbs: Sequence[VerbAction] = ()
    search_fields: Sequence[str] = ("pk",)
    search_names: Sequence[str] = ("number",)
    ordering: Sequence[str] = ("-id",)
    sortable_by: Sequence[str] = ()
    list_disable_select_all = False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(**self.where)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Find by the beginning of the number, by an outside number, or by the party's code, name or initials."""
        term = search_term.strip()
        if not term:
            return queryset, False
        names = {each.name for each in self.model._meta.fields}
        searched = dict.fromkeys((*self.search_names, *OUTSIDE_NUMBERS))
        wanted = beginning_with(queryset, [each for each in searched if each in names], term)
        if "party" in names:
            wanted |= Q(party_id__in=self._parties(term))
        return queryset.filter(wanted), False

    def _parties(self, term: str) -> list[int]:
        party: Any = self.model._meta.get_field("party").related_model
        found = Q(code__iexact=term) | Q(name__icontains=term) | Q(pinyin__istartswith=term)
        return list(party.objects.filter(found).values_list("pk", flat=True)[:FOUND_PARTIES])

    def get_actions(self, request: HttpRequest) -> dict[str, tuple[Callable[..., Any], str, str]]:
        verbs = {
            each.name: (partial(_act_on_many, each), each.name, each.label) for each in self.allowed_verbs()
        }
        return {**verbs, **self.print_actions()}

    def allowed_verbs(self) -> list[VerbAction]:
        """Return the verbs that the user at work may call."""
        return [each for each in self.verbs if actor_may(each.code)]

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_act"
        act = self.admin_site.admin_view(self.act_view)
        return [path("<path:object_id>/act/<slug:action>/", act, name=name), *super().get_urls()]

    def act_view(self, request: HttpRequest, object_id: str, action: str) -> HttpResponse:
        """Call one verb for one document, and show the document as it is afterwards."""
        chosen = next((each for each in self.allowed_verbs() if each.name == action), None)
        if chosen is not None and chosen.form is not None:
            return self.task_view(request, object_id, chosen)
        if chosen is None:
            raise Http404
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        instance = self.get_object(request, object_id)
        if instance is None:
            raise Http404
        made = run_action(request, chosen, {instance.pk: self.number_of(instance)})
        if len(made) == 1:
            return HttpResponseRedirect(reverse(f"admin:{chosen.made}_change", args=made))
        return HttpResponseRedirect("../../change/")

    def task_view(self, request: HttpRequest, object_ids: str, action: VerbAction) -> HttpResponse:
        """Show or do a verb that asks for something, for one document or for several named with commas."""
        wanted = [each for each in object_ids.split(",") if each.isdecimal()]
        documents = list(self.get_queryset(request).filter(pk__in=wanted).order_by("pk"))
        if not documents or len(documents) < len(wanted):
            raise Http404
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        alone = len(documents) == 1
        back = reverse(f"{name}_change", args=[documents[0].pk]) if alone else reverse(f"{name}_changelist")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "subjects": [self.number_of(each) for each in documents],
        }
        return task_page(request, action, [each.pk for each in documents], context=context, back=back)

    def number_of(self, instance: Any) -> str:
        """Return what a document is called; one without number, code or name by what it is."""
        for name in ("number", "code", "sscc", "name"):
            if called := getattr(instance, name, ""):
                return str(called)
        return f"{capfirst(str(self.opts.verbose_name))} {instance.pk}"

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one document: facts, lines, totals, chain and the verbs that fit its state."""
        instance = self.get_object(request, object_id) if object_id else None
        if instance is None:
            raise Http404(_("There is no such page in this company."))
        if not self.has_view_permission(request, instance):
            raise Http404(_("There is no such page in this company."))
        context = {
            **self.admin_site.each_context(request),
            **self.page_of(request, instance),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "kit/document.html", context)

    def page_of(self, request: HttpRequest, instance: Any) -> dict[str, Any]:
        """Return what the page of a document shows."""
        return {
            "title": self.number_of(instance),
            "opts": self.opts,
            "original": instance,
            "object": instance,
            "state": show_value(instance, "state") if hasattr(instance, "state") else "",
            "steps": self.steps_of(instance),
            "reasons": self.reasons_of(instance),
            "panels": panels_of(request, self, instance),
            "facts": self.shown_facts(instance, self.facts),
            "totals": self.shown_facts(instance, self.totals),
            "tables": [each.shown(each.rows_of(instance.pk)) for each in self.tables],
            **self._arranged(instance, [each for each in self.allowed_verbs() if each.fits(instance)]),
            "chain": self.chain_of(instance),
            "has_view_permission": True,
        }

    def shown_facts(self, instance: Any, names: Sequence[str]) -> list[tuple[Any, Any]]:
        """Return the names and values of fields that say something, ready to be shown."""
        told = [
            name
            for name in names
            if hasattr(self, name) or name in self.totals or says_something(instance, name)
        ]
        return [self._fact(instance, name) for name in told]

    def _fact(self, instance: Any, name: str) -> tuple[Any, Any]:
        """Return the name and value of a field, or of a method of this page that computes one."""
        method = getattr(self, name, None)
        if method is not None:
            return method.short_description, method(instance)
        return self.opts.get_field(name).verbose_name, show_value(instance, name)

    def chain_of(self, instance: Any) -> Chain | None:
        """Return the documents that this one came from and led to."""
        return draw_chain(self.document, instance.pk, self.admin_site) if self.document else None

    def following(self, instance: Any, verbs: Sequence[VerbAction]) -> VerbAction | None:
        """Return the one next step of those that fit."""
        return next((each for each in verbs if each.primary), None)

    def _arranged(self, instance: Any, verbs: Sequence[VerbAction]) -> dict[str, Any]:
        """Return the one next step, and the other verbs for the menu beside it."""
        next_verb = self.following(instance, verbs)
        others = [each for each in verbs if each is not next_verb]
        return {"verbs": verbs, "next_verb": next_verb, "other_verbs": others}

    def steps_of(self, instance: Any) -> list[Step]:
        """Return how far a document has come."""
        return steps_of(instance)

    def reasons_of(self, instance: Any) -> list[tuple[Any, Any]]:
        """Return what was decided by itself, and why: a subject and a sentence each."""
        reasons = getattr(instance, "reasons", None)
        if not isinstance(reasons, Mapping):
            return []
        return [(label_text("reason", key), told(value)) for key, value in reasons.items() if value]

    def history_children(self, instance: Any) -> list[models.Model]:
        return [row for table in self.tables for row in table.rows_of(instance.pk)]


def told(value: Any) -> str:
    """Return a stored reason as a sentence."""
    if isinstance(value, Mapping):
        return " · ".join(f"{label_text('reason', str(key))} {told(each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(told(each) for each in value)
    return str(value)


def _act_on_many(action: VerbAction, admin: DocumentAdmin, request: HttpRequest, queryset: Any) -> Any:
    if action.form is not None:
        ids = ",".join(str(each) for each in queryset.values_list("pk", flat=True)[:MOST_AT_ONCE])
        name = f"admin:{admin.opts.app_label}_{admin.opts.model_name}_act"
        return HttpResponseRedirect(reverse(name, args=[ids, action.name]))
    numbers = {each.pk: admin.number_of(each) for each in queryset}
    run_action(request, action, numbers)
    return None
