"""The kernel on the desk: companies, users, roles, tokens, jobs."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from nonet.faces.desk import company as company  # its page is registered by this
from nonet.faces.desk import people as people  # its pages are registered by this
from nonet.kernel.actor import current_company_id
from nonet.kernel.models import ApiToken, JobRun, Role, SystemUnlock, Unit, User
from nonet.kernel.tokens import revoke_tokens
from nonet.kit.admin import DocumentAdmin, ScopedAdmin, VerbAction
from nonet.kit.show import unit_name

# Pages of third parties know neither companies nor verbs, so the desk shows none of them.
for foreign in [model for model in admin.site._registry if not model.__module__.startswith("nonet.")]:
    admin.site.unregister(foreign)


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
