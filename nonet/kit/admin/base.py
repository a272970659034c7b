"""What every page over a model of a company shares: its rows only, verbs as permissions, values well shown."""

from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from nonet.kernel.actor import current_actor, has_actor
from nonet.kernel.history import changes_of
from nonet.kit.admin.paging import CappedPaginator
from nonet.kit.history import show_changes
from nonet.kit.printing.pages import PrintPages
from nonet.kit.show import show_value

FOUND_ITEMS = 500


def actor_may(code: str) -> bool:
    """Return whether somebody is at work who may do this."""
    return has_actor() and current_actor().may(code)


class ScopedAdmin(PrintPages, ModelAdmin):
    """Shows rows of the company at work to who may ``read`` them; nothing is added, changed or deleted."""

    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50
    list_filter_submit = True
    save_on_top = False
    read = ""
    related: Sequence[str] = ()

    @property
    def read_code(self) -> str:
        """Return the permission to see: that of the book or master to which the table belongs."""
        concrete = self.model._meta.concrete_model or self.model
        return self.read or f"{concrete._meta.app_label}.read"

    def has_module_permission(self, request: HttpRequest) -> bool:
        return actor_may(self.read_code)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return actor_may(self.read_code)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> NoReturn:
        raise Http404(_("There is no such page in this company."))

    def get_urls(self) -> list[Any]:
        return [*self.print_urls(), *super().get_urls()]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return [self.column(each) for each in super().get_list_display(request)]

    def get_list_select_related(self, request: HttpRequest) -> Any:
        names = [each for each in self.list_display if isinstance(each, str) and self._is_reference(each)]
        return names or False

    def column(self, name: Any) -> Any:
        """Return a field as a column that shows its values well; anything else as it is."""
        field = self._field(name)
        if field is None:
            return name
        return make_column(name, field)

    def _field(self, name: Any) -> Any:
        if not isinstance(name, str) or hasattr(self, name):
            return None
        return next((each for each in self.model._meta.fields if each.name == name), None)

    def _is_reference(self, name: str) -> bool:
        return isinstance(self._field(name), models.ForeignKey)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show who changed what, when and by which verb, from the former versions that the database keeps."""
        instance = self.get_object(request, object_id)
        if instance is None:
            raise Http404
        changes = changes_of([instance, *self.history_children(instance)])
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of %(what)s") % {"what": instance},
            "object": instance,
            "opts": self.opts,
            "changes": show_changes(changes),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "kit/history.html", context)

    def history_children(self, instance: Any) -> list[models.Model]:
        """Return the rows whose changes belong to the history of this one, such as its lines."""
        return []


class ItemSearch:
    """Finds rows by the code, name, initials or bar code of their item."""

    model: Any

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        item = self.model._meta.get_field("item").related_model
        wanted = (
            Q(code__istartswith=term) | Q(name__icontains=term) | Q(pinyin__istartswith=term) | Q(gtin=term)
        )
        ids = list(item.objects.filter(wanted).values_list("pk", flat=True)[:FOUND_ITEMS])
        mine = Q(item_id__in=ids)
        own = {each.name for each in self.model._meta.fields}
        for name in own.intersection(getattr(self, "search_names", ())):
            mine |= Q(**{f"{name}__istartswith": term})
        return queryset.filter(mine), False


def make_column(name: str, field: Any) -> Callable[[Any], Any]:
    """Return a list column over a model field."""

    def column(instance: Any) -> Any:
        return show_value(instance, name)

    column.__name__ = name
    column.short_description = field.verbose_name  # type: ignore[attr-defined]
    column.admin_order_field = name  # type: ignore[attr-defined]
    return column
