"""What every page over a model of a company shares: its rows only, verbs as permissions, values well shown."""

from typing import Any, NoReturn

from django.contrib.admin.checks import ModelAdminChecks
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from nonet.kernel.actor import current_actor, has_actor
from nonet.kernel.history import changes_of
from nonet.kit.admin.lists import ListPages
from nonet.kit.admin.paging import CappedPaginator
from nonet.kit.history import show_changes
from nonet.kit.printing.pages import PrintPages

FOUND_ITEMS = 500


def actor_may(code: str) -> bool:
    """Return whether somebody is at work who may do this."""
    return has_actor() and current_actor().may(code)


class ListChecks(ModelAdminChecks):
    """Django's checks of a page, but for its list, whose declarations are ours."""

    def _check_list_display(self, obj: Any) -> list[Any]:
        return []

    def _check_list_display_links(self, obj: Any) -> list[Any]:
        return []

    def _check_list_filter(self, obj: Any) -> list[Any]:
        return []


class ScopedAdmin(ListPages, PrintPages, ModelAdmin):
    """Shows rows of the company at work to who may ``read`` them; nothing is added, changed or deleted."""

    checks_class = ListChecks
    paginator = CappedPaginator
    show_full_result_count = False
    save_on_top = False
    read = ""

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
        return [*self.print_urls(), *self.list_urls(), *super().get_urls()]

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
