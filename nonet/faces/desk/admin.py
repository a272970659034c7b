"""The kernel on the desk: companies, users, roles, tokens, jobs."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from nonet.faces.desk import people as people  # its pages are registered by this
from nonet.kernel.actor import current_actor, current_company_id
from nonet.kernel.companies import save_company
from nonet.kernel.models import ApiToken, Company, JobRun, Role, SystemUnlock, Unit, User
from nonet.kernel.tokens import revoke_tokens
from nonet.kit.admin import DocumentAdmin, MasterAdmin, ScopedAdmin, VerbAction
from nonet.kit.admin.meanwhile import check_version
from nonet.kit.labels import code_name
from nonet.kit.show import NOTHING, amount, unit_name

# Pages of third parties know neither companies nor verbs, so the desk shows none of them.
for foreign in [model for model in admin.site._registry if not model.__module__.startswith("nonet.")]:
    admin.site.unregister(foreign)


STEPS = {
    "reserve": _("Reserve stock"),
    "invoice": _("Invoice what is shipped"),
    "post": _("Post invoices"),
}
"""The steps of flows that a company may let run by themselves."""


@admin.register(Company)
class CompanyAdmin(MasterAdmin):
    """The company at work; others are reached by working in them."""

    service = staticmethod(save_company)
    list_display = ("code", "name", "country", "currency", "chart", "costing_method")
    exclude = ("policy", "chart", "costing_method")
    readonly_fields = ("code", "currency", "books_by", "costs_by", "by_itself", "approval_above")

    @admin.display(description=_("Chart of accounts"))
    def books_by(self, company: Company) -> str:
        """Return the chart of accounts that the books were begun with."""
        return code_name(company.chart)

    @admin.display(description=_("Costing method"))
    def costs_by(self, company: Company) -> str:
        """Return how goods are valued."""
        return code_name(company.costing_method)

    @admin.display(description=_("Runs by itself"))
    def by_itself(self, company: Company) -> str:
        """Return the steps that the company lets run by themselves."""
        steps = [str(STEPS.get(each, each)) for each in company.policy.get("automatic", ())]
        return " · ".join(steps) or NOTHING

    @admin.display(description=_("Purchase orders need approval above"))
    def approval_above(self, company: Company) -> str:
        """Return the amount above which purchase orders are not confirmed without approval."""
        above = company.policy.get("purchase_approval_above")
        return NOTHING if above in (None, "") else amount(Decimal(str(above)), company.currency)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the languages that the company's papers and books can speak."""
        if db_field.name == "language":
            select = UnfoldAdminSelectWidget()
            return forms.ChoiceField(
                label=capfirst(str(db_field.verbose_name)), choices=settings.LANGUAGES, widget=select
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        check_version(request, obj)
        save_company(**{name: form.cleaned_data[name] for name in form.changed_data})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Company]:
        return Company.objects.filter(pk=current_company_id())

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return current_actor().may(self.write_code)


@admin.register(User)
class UserAdmin(ScopedAdmin):
    """The people who have a place in the company at work; their own page changes what there is to change."""

    list_display = ("username", "full_name", "email", "mobile", "language", "is_active", "last_login")
    fields = list_display
    search_fields = ("username", "full_name", "email", "mobile")
    ordering = ("username",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return User.objects.filter(memberships__company_id=current_company_id()).distinct()


@admin.register(Role)
class RoleAdmin(ScopedAdmin):
    """Roles; the matrix of permissions changes what they grant."""

    list_display = ("code", "name", "verbs")
    search_fields = ("code", "name")
    ordering = ("pk",)


@admin.register(ApiToken)
class ApiTokenAdmin(DocumentAdmin):
    read = "kernel.read"
    list_display = ("name", "prefix", "user", "scopes", "expires_at", "last_used_at", "revoked_at")
    facts = (*list_display, "created_at")
    search_names = ("name", "prefix")
    verbs = (
        VerbAction(
            "revoke",
            _("Revoke"),
            revoke_tokens,
            primary=False,
            confirm=_("Programs that use this token are shut out at once. Revoke it?"),
            when=lambda token: token.revoked_at is None,
        ),
    )

    def number_of(self, instance: Any) -> str:
        return str(instance)


@admin.register(JobRun)
class JobRunAdmin(DocumentAdmin):
    list_display = ("name", "state", "done", "total", "message", "user", "created_at", "finished_at")
    list_filter = ("state", "name")
    search_names = ("name", "key")
    facts = (*list_display, "key", "result", "started_at")

    def number_of(self, instance: Any) -> str:
        return str(instance.name)


@admin.register(SystemUnlock)
class SystemUnlockAdmin(DocumentAdmin):
    list_display = ("system", "reason", "unlocked_at", "locked_at")
    facts = list_display


@admin.register(Unit)
class UnitAdmin(ScopedAdmin):
    list_display = ("code", "called", "dimension", "factor", "decimals")
    list_filter = ("dimension",)
    search_fields = ("code", "name", "name_zh_hans", "name_zh_hant")
    ordering = ("dimension", "code")

    @admin.display(description=_("Name"))
    def called(self, unit: Unit) -> str:
        """Return what the unit is called in the language at work."""
        return unit_name(unit.code)
