"""The matrix of permissions: verbs in words by system, roles as columns; changed by ticks, looked over, then kept."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from nonet.faces.desk.access.shared import app_name, done, page, require_reading
from nonet.kernel.access import covers, expand
from nonet.kernel.models import Membership, Role
from nonet.kernel.roles import PermissionChange, RoleRow, change_permissions, save_roles
from nonet.kernel.verbs import VERBS
from nonet.kit.admin.base import actor_may
from nonet.kit.labels import verb_name


def permissions(request: HttpRequest) -> HttpResponse:
    """Show which role may do what; take ticks, show what they would change, and keep it when it is confirmed."""
    require_reading()
    if "new_role" in request.POST:
        return _new_role(request)
    roles = list(Role.objects.order_by("pk"))
    changes = _wanted(request, roles) if request.method == "POST" else []
    if changes and "confirm" in request.POST:
        told = _("%(count)s permissions are changed.") % {"count": len(changes)}
        done(request, lambda: change_permissions(changes=changes), told)
        return HttpResponseRedirect(reverse("admin:permissions"))
    if changes:
        return page(request, "permission_changes.html", _("Permissions"), changes=_in_words(changes, roles))
    return page(
        request,
        "permissions.html",
        _("Permissions"),
        roles=[(each, held) for each, held in zip(roles, _holders(roles), strict=True)],
        groups=_groups(roles),
        may_change=actor_may("kernel.change_permissions"),
        may_make=actor_may("kernel.save_roles"),
    )


def _new_role(request: HttpRequest) -> HttpResponse:
    """Make a role that begins as a copy of another."""
    name, model = request.POST.get("new_role", "").strip(), request.POST.get("like", "")
    like = Role.objects.filter(code=model).first()
    row = RoleRow(slugify(name) or f"role-{Role.objects.count() + 1}", name, like.verbs if like else ())
    done(request, lambda: save_roles(roles=[row]), _("The role %(name)s is made.") % {"name": name})
    return HttpResponseRedirect(reverse("admin:permissions"))


def _groups(roles: list[Role]) -> list[tuple[str, list[Any]]]:
    granted = [(role, expand(role.verbs)) for role in roles]
    groups: dict[str, list[Any]] = {}
    for code in sorted(VERBS):
        cells = [(role, covers(verbs, code), "*" in verbs) for role, verbs in granted]
        groups.setdefault(app_name(code), []).append((code, verb_name(code), cells))
    return sorted(groups.items())


def _holders(roles: list[Role]) -> list[list[str]]:
    held: dict[int, list[str]] = {}
    for each in Membership.objects.select_related("user").order_by("user__username"):
        held.setdefault(each.role_id, []).append(str(each.user))
    return [held.get(each.pk, []) for each in roles]


def _wanted(request: HttpRequest, roles: list[Role]) -> list[PermissionChange]:
    """Return what the ticks would change: ``was`` names the cells shown ticked, ``grant`` those ticked now."""
    if "confirm" in request.POST:
        parts = [each.split(" ") for each in request.POST.getlist("change")]
        return [PermissionChange(int(r), code, sign == "+") for sign, r, code in parts if r.isdigit()]
    ticked = set(request.POST.getlist("grant"))
    found = []
    for role in roles:
        verbs = expand(role.verbs)
        for code in [] if "*" in verbs else sorted(VERBS):
            now = f"{role.pk} {code}" in ticked
            if now != covers(verbs, code):
                found.append(PermissionChange(role.pk, code, now))
    return found


def _in_words(changes: list[PermissionChange], roles: list[Role]) -> list[dict[str, Any]]:
    names = {each.pk: each.name for each in roles}
    return [
        {
            "role": names.get(each.role_id, ""),
            "says": verb_name(each.code),
            "code": each.code,
            "granted": each.granted,
            "value": f"{'+' if each.granted else '-'} {each.role_id} {each.code}",
        }
        for each in changes
    ]
