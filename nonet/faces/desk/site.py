"""The desk: one site for all nine systems, open to everybody who has a place in a company."""

from typing import Any

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from nonet.faces.desk import approvals, checks, exports, home, imports, notices, pages, palette, tasks
from nonet.faces.desk.access import door, permissions, users
from nonet.faces.desk.menu import company_context
from nonet.faces.desk.reports import report, reports
from nonet.kit.admin.references import ReferenceView
from nonet.kit.printing import batches, designing
from nonet.kit.remarks import pages as remarks


class DeskSite(UnfoldAdminSite):
    """The office's web pages."""

    index_template = "desk/home/page.html"
    index_title = _("Home")

    def has_permission(self, request: HttpRequest) -> bool:
        """Return whether the user has a place in a company."""
        user: Any = request.user
        return bool(user.is_active and getattr(request, "actor", None))

    def autocomplete_view(self, request: HttpRequest) -> HttpResponseBase:
        """Answer what references in forms and filters look up."""
        return ReferenceView.as_view(admin_site=self)(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead to the sign-in; a user who is signed in but belongs to no company is told so."""
        if request.user.is_authenticated and not self.has_permission(request):
            return pages.no_company(request)
        wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
        query = f"?{urlencode({REDIRECT_FIELD_NAME: wanted})}" if wanted else ""
        return HttpResponseRedirect(f"{reverse('account_login')}{query}")

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the page where every user changes their own password."""
        return HttpResponseRedirect(reverse("account_change_password"))

    def extra_urls(self) -> list[Any]:
        """Return the desk's own pages."""
        return [
            *checks.urls(self),
            path("home/charts/", self.admin_view(home.charts), name="home_charts"),
            path("home/news/", self.admin_view(home.news), name="home_news"),
            path("home/waiting/", self.admin_view(home.waiting), name="waiting"),
            path("palette/", self.admin_view(palette.pages), name="palette"),
            path("company/", self.admin_view(pages.company), name="company"),
            path("language/", self.admin_view(pages.language), name="language"),
            path("permissions/", self.admin_view(permissions.permissions), name="permissions"),
            path("people/", self.admin_view(users.people), name="people"),
            path("people/<int:user_id>/", self.admin_view(users.person), name="person"),
            path("door/", self.admin_view(door.door), name="door"),
            path("tokens/", self.admin_view(door.tokens), name="tokens"),
            path("reports/", self.admin_view(reports), name="reports"),
            *exports.urls(self),
            *imports.urls(self),
            path("reports/<slug:code>/", self.admin_view(report), name="report"),
            *tasks.urls(self),
            *notices.urls(self),
            *remarks.urls(self),
            *designing.urls(self),
            *approvals.urls(self),
            *batches.urls(self),
            path("systems/<slug:code>/", self.admin_view(pages.system), name="system"),
        ]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show what waits for somebody."""
        return super().index(request, {**home.home_context(request), **(extra_context or {})})

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return what every page shows: the toolkit's own, and the companies between which the user may change."""
        return {**super().each_context(request), **company_context(request)}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the lists of one app for its own page; the menu is the desk's own, so no page asks for all of them."""
        return super().get_app_list(request, app_label) if app_label else []

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Answer the search over documents, parties and items."""
        return palette.records(request)
