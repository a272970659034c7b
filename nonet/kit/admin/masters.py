"""Masters on the desk: edited through their verb, never deleted, each change told to the audit."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from unfold.admin import TabularInline
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminTextareaWidget

from nonet.kernel.actor import current_company_id, has_actor, require
from nonet.kernel.errors import NonetError
from nonet.kernel.verbs import announce
from nonet.kernel.versions import ChangedMeanwhile, version_of
from nonet.kit.admin.base import ScopedAdmin, actor_may
from nonet.kit.admin.choosing import choice_of_codes
from nonet.kit.admin.layout import searched_references, sections_of
from nonet.kit.admin.meanwhile import VERSION, check_version, headline, merge
from nonet.kit.admin.panels import panels_of
from nonet.kit.admin.references import LooksUp
from nonet.kit.admin.rows import row_of_form, save_lines, static_service
from nonet.kit.guarding import fact_of
from nonet.kit.usage import with_usage


class CompanyForm(forms.ModelForm):
    """Knows the company of its row, so that rules of uniqueness are checked before the database refuses."""

    refusal: NonetError | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self._has_company() and self.instance.company_id is None and has_actor():
            self.instance.company_id = current_company_id()

    def _has_company(self) -> bool:
        return any(each.name == "company" for each in self.instance._meta.fields)

    def _get_validation_exclusions(self) -> set[str]:
        return set(super()._get_validation_exclusions()) - {"company"}  # type: ignore[misc]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.refusal is not None:
            name = self.refusal.params.get("field")
            known = name if name in self.fields else None
            text = self.refusal.params.get("reason") if known else self.refusal.message
            self.add_error(known, str(text))


class MasterAdmin(LooksUp, ScopedAdmin):
    """Lists, opens and edits masters.

    ``service`` is the verb that saves rows (``save_parties``); the form hands it one row. ``groups`` gives its form
    sections, a title and fields each; ``codes`` names fields that hold one of some codes, which are offered by name;
    ``short`` says that there are few such rows: forms offer them all instead of searching.
    """

    form = CompanyForm
    shows_form = True
    change_form_outer_before_template = "kit/master_actions.html"
    change_form_outer_after_template = "kit/document/aside.html"
    service: Callable[..., Any] | None = None
    key: Sequence[str] = ("code",)
    groups: Sequence[tuple[Any, Sequence[str]]] = ()
    codes: Mapping[str, Sequence[str]] = {}
    short = False
    compressed_fields = False
    change_form_before_template = "kit/master_version.html"

    @property
    def write_code(self) -> str:
        """Return the code of the verb by which rows are written."""
        return str(getattr(self._service(), "verb_code", ""))

    def _service(self) -> Callable[..., Any] | None:
        return static_service(type(self))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.write_code) and actor_may(self.write_code)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_add_permission(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[Any]:
        fixed = tuple(super().get_readonly_fields(request, obj))
        if obj is None or not self._service():
            return fixed
        keys = (self.model._meta.get_field(name).name for name in self.key)
        return tuple(dict.fromkeys((*fixed, *keys)))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[Any]:
        """Return the fields in the order of the model, whether they can be changed or not."""
        if self.fields:
            return self.fields
        found = list(super().get_fields(request, obj))
        order = {each.name: at for at, each in enumerate(self.model._meta.fields)}
        return sorted(found, key=lambda name: order.get(name, len(order)))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields two beside each other, in the sections declared."""
        if self.fieldsets:
            return self.fieldsets
        return sections_of(self.model, list(self.get_fields(request, obj)), self.groups)

    def get_autocomplete_fields(self, request: HttpRequest) -> Sequence[str]:
        return (*self.autocomplete_fields, *searched_references(self.model, self.admin_site))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        return form

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show or save the form; what the verb or the database refuses is shown in it, with all that was typed."""
        context = {**self._version(request, object_id), **(extra_context or {})}
        try:
            return super().changeform_view(request, object_id, form_url, context)
        except Exception as error:
            fact = fact_of(error)
            if fact is None or request.method != "POST" or hasattr(request, "refusal"):
                raise
            request.refusal = fact  # type: ignore[attr-defined]
            if isinstance(fact, ChangedMeanwhile):
                context |= self._meanwhile(request, object_id, fact)
            return super().changeform_view(request, object_id, form_url, context)

    def _version(self, request: HttpRequest, object_id: Any) -> dict[str, Any]:
        """Return the version that the form is opened with; one that was posted stays until it is saved."""
        if not object_id:
            return {}
        if given := request.POST.get(VERSION):
            return {"version": given}
        instance = self.get_object(request, object_id)
        return {"version": version_of(instance)} if instance is not None else {}

    def _meanwhile(self, request: HttpRequest, object_id: Any, fact: ChangedMeanwhile) -> dict[str, Any]:
        instance = self.get_object(request, object_id)
        form = self.get_form(request, instance, change=True, fields=None)
        changes = merge(request, form, instance, fact) if instance is not None else []
        return {
            "meanwhile": {"headline": headline(fact), "changes": changes},
            "version": request.POST.get(VERSION, ""),
        }

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer to print what is picked, beside what the list offers anyway."""
        return {**super().get_actions(request), **self.print_actions()}

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add the parts of other rooms to the page of a row: papers to print, files and comments."""
        if context.get("original") is not None:
            context["panels"] = panels_of(request, self, context["original"])
        return super().render_change_form(request, context, *args, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the choices of a list field to tick, codes by their names; anything else as usual."""
        if db_field.name in self.codes:
            return choice_of_codes(db_field, self.codes[db_field.name])
        if isinstance(db_field, ArrayField) and db_field.base_field.choices:
            return forms.MultipleChoiceField(
                choices=db_field.base_field.choices,
                required=not db_field.blank,
                label=capfirst(db_field.verbose_name),
                widget=UnfoldAdminCheckboxSelectMultipleWidget,
            )
        if isinstance(db_field, models.JSONField):
            kwargs["widget"] = UnfoldAdminTextareaWidget(attrs={"rows": 2, "spellcheck": "false"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            check_version(request, obj)
        service = self._service()
        assert service is not None, "a page without a verb writes nothing"
        rows_name = next(iter(inspect.signature(service).parameters))
        outcome = with_usage(service)(**{rows_name: [self.row_of(obj, form, change)]})
        outcome.require_all()
        obj.pk = outcome.done[0]
        obj._state.adding = False

    def row_of(self, obj: Any, form: Any, change: bool) -> dict[str, Any]:
        """Return the form as a row for the verb: the key, and what was changed."""
        names = form.changed_data if change else list(form.cleaned_data)
        row = {name: getattr(obj, name) for name in self.key}
        return row | row_of_form(form, names)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        inline = next(each for each in self.inlines if each.model is formset.model)
        service = static_service(inline)
        announce(require(self.write_code), self.write_code)
        if service is None:
            super().save_formset(request, form, formset, change)
        else:
            save_lines(service, inline.key, formset)

    def history_children(self, instance: Any) -> list[models.Model]:
        children: list[models.Model] = []
        for inline in self.inlines:
            key = _parent_key(inline.model, self.model)
            children += inline.model._base_manager.filter(**{key: instance.pk})[:200]
        return children

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Leave it to the audit in the database, which sees every face."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Leave it to the audit in the database, which sees every face."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:
        """Leave it to the audit in the database, which sees every face."""


def _parent_key(model: type[models.Model], parent: type[models.Model]) -> str:
    return next(
        each.name
        for each in model._meta.fields
        if isinstance(each, models.ForeignKey) and each.related_model is parent
    )


class Lines(LooksUp, TabularInline):
    """Rows that belong to a master, edited with it and under its permission.

    ``service`` is the verb that saves such rows, known by ``key`` within their master; without one they are
    written as the form has them.
    """

    form = CompanyForm
    service: Callable[..., Any] | None = None
    key: Sequence[str] = ()
    extra = 0
    per_page = 50
    ordering = ("pk",)
    show_change_link = False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Name each cell for who cannot see the head of its column."""
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs.setdefault("aria-label", capfirst(str(db_field.verbose_name)))
        return field

    def get_autocomplete_fields(self, request: HttpRequest) -> Sequence[str]:
        found = searched_references(self.model, self.admin_site)
        return (*self.autocomplete_fields, *(each for each in found if each != self.fk_name))

    def _may_write(self) -> bool:
        parent: Any = self.admin_site._registry[self.parent_model]
        return bool(parent.write_code) and actor_may(parent.write_code)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        parent: BaseModelAdmin[Any] = self.admin_site._registry[self.parent_model]
        return parent.has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_write()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_write()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_write()
