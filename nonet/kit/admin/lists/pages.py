"""The page of a list, and what belongs to it: picked rows acted on, files, views kept, columns arranged."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import path

from nonet.kit.admin.lists import acting, downloads, keeping
from nonet.kit.admin.lists.asking import Asked
from nonet.kit.admin.lists.columns import Computed
from nonet.kit.admin.lists.filters import Filter
from nonet.kit.admin.lists.reading import Found
from nonet.kit.admin.lists.showing import context_of
from nonet.kit.views.models import ListChoice, SavedView
from nonet.kit.views.selectors import choice_of, views_of

Declared = Sequence[str | Filter]


class ListPages:
    """Gives a page over a model its list.

    ``list_display`` are the columns shown at first, ``list_filter`` the filters shown first (names of fields, or
    ``Named`` ones); ``more_filters`` adds fields that stand nowhere else; ``computed`` are columns worked out for a
    page at once; ``tabs_by`` is the field whose choices are quick tabs (``state`` when there is one).
    """

    list_display: Sequence[Any] = ("__str__",)
    list_filter: Any = ()
    more_filters: Declared = ()
    computed: Sequence[Computed] = ()
    shows_form = False
    model: Any
    opts: Any
    admin_site: Any

    @property
    def tabs_by(self) -> str:
        """Return the field whose choices stand above the list, or nothing."""
        try:
            field = self.opts.get_field("state")
        except FieldDoesNotExist:
            return ""
        return "state" if field.choices else ""

    @property
    def list_name(self) -> str:
        """Return the name by which views of this list are kept."""
        return f"{self.opts.app_label}.{self.opts.model_name}"

    def page_name(self, page: str) -> str:
        """Return the name of the address of one of the pages of the list."""
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"

    def list_urls(self) -> list[Any]:
        """Return the addresses that belong to the list."""
        start = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        return [
            path("export/<slug:ending>/", view(self.export_view), name=f"{start}_export"),
            path("views/", view(self.views_view), name=f"{start}_views"),
            path("columns/", view(self.columns_view), name=f"{start}_columns"),
        ]

    def may_see(self, request: HttpRequest) -> None:
        """Raise ``PermissionDenied`` when the user at work may not see the list."""
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list, or do what was asked with the rows picked."""
        self.may_see(request)
        choice = choice_of(self.list_name)
        if request.method == "POST":
            return acting.act_on_picked(self, request, self.asked_of(request, choice, []))
        if not request.GET and choice.view_id:
            return HttpResponseRedirect(f"?view={choice.view_id}")
        views = views_of(self.list_name)
        found = Found(request, self.asked_of(request, choice, views))
        context = context_of(found, views, choice)
        return TemplateResponse(request, "kit/list/page.html", {**context, **(extra_context or {})})

    def asked_of(self, request: HttpRequest, choice: ListChoice, views: Sequence[SavedView]) -> Asked:
        """Return what the address asks for; an address that names a view only asks for what the view keeps."""
        given: QueryDict = request.GET
        asked_for = given.get("view", "")
        if asked_for.isdecimal() and not set(given) - {"view", "page"}:
            view = next(
                (each for each in views or views_of(self.list_name) if str(each.pk) == asked_for), None
            )
            if view is not None:
                kept = QueryDict(view.query, mutable=True)
                for name in given:
                    kept[name] = str(given[name])
                given = kept
        return Asked(self, given, choice.columns, opens_with_view=bool(choice.view_id))

    def export_view(self, request: HttpRequest, ending: str) -> Any:
        """Answer with what the list shows, as a file."""
        self.may_see(request)
        return downloads.answer(Found(request, self.asked_of(request, choice_of(self.list_name), [])), ending)

    def views_view(self, request: HttpRequest) -> HttpResponse:
        """Keep, forget or choose a view of the list."""
        self.may_see(request)
        return keeping.keep_view(self, request)

    def columns_view(self, request: HttpRequest) -> HttpResponse:
        """Remember the columns that the user wants to see."""
        self.may_see(request)
        return keeping.keep_columns(self, request)

    def prepare_rows(self, request: HttpRequest, rows: Sequence[Any]) -> None:
        """Read what methods that are columns need for the rows of a page; nothing unless a page says so."""
