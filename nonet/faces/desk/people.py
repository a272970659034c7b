"""Departments and who works where, on the desk."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from nonet.kernel.models import Membership
from nonet.kernel.people.models import Department, Post
from nonet.kernel.people.services import save_departments, save_posts
from nonet.kit.admin import MasterAdmin


class _OfMembers(MasterAdmin):
    """Offers the users of the company at work only."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        target = db_field.related_model
        if target._meta.label == "kernel.User":
            members = Membership.objects.values_list("user_id", flat=True)
            kwargs["queryset"] = target.objects.filter(pk__in=members).order_by("username")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Department)
class DepartmentAdmin(_OfMembers):
    """The parts of the company, with their heads."""

    service = staticmethod(save_departments)
    list_display = ("code", "name", "parent", "head", "is_active")
    search_fields = ("code", "name")
    ordering = ("code",)


@admin.register(Post)
class PostAdmin(_OfMembers):
    """Where each user works, and under whom."""

    service = staticmethod(save_posts)
    key = ("user_id",)
    list_display = ("user", "department", "superior", "title")
    search_fields = ("user__username", "user__full_name", "title")
    ordering = ("pk",)
