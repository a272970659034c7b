"""The people of the company: invited, given roles, let in again, let go."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import is_password_usable
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from nonet.faces.desk.access.shared import app_name, done, page, require_reading
from nonet.faces.signin.devices import device_name
from nonet.kernel.actor import current_company_id
from nonet.kernel.models import Role, User
from nonet.kernel.roles import grant_roles, revoke_roles
from nonet.kernel.signins import events_of, lift_locks, shut_users
from nonet.kernel.users import (
    Invitation,
    dismiss_users,
    former_users,
    grants_of,
    invite_users,
    issue_sign_in_link,
    readmit_users,
    roles_of,
)
from nonet.kit.admin.base import actor_may
from nonet.kit.labels import verb_name

BUTTONS = ("grant_roles", "issue_sign_in_link", "dismiss_users", "lift_locks")
FIELDS = ("username", "full_name", "email", "mobile", "role")


def people(request: HttpRequest) -> HttpResponse:
    """List the people of the company, and invite another."""
    require_reading()
    typed = {name: request.POST.get(name, "") for name in FIELDS}
    if request.method == "POST":
        invited = done(request, lambda: invite_users(invitations=[Invitation(**typed)]))
        if invited is not None:
            return _with_link(request, invited.done[0])
    return page(
        request,
        "users.html",
        _("Users"),
        people=_rows(),
        former=former_users(),
        roles=list(Role.objects.order_by("pk")),
        typed=typed,
        may_invite=actor_may("kernel.invite_users"),
    )


def _rows() -> list[dict[str, Any]]:
    users = list(
        User.objects.filter(memberships__company_id=current_company_id()).distinct().order_by("username")
    )
    ids = [each.pk for each in users]
    roles, shut = roles_of(ids), shut_users(ids)
    protected = set(Authenticator.objects.filter(user_id__in=ids).values_list("user_id", flat=True))
    return [
        {
            "user": each,
            "roles": roles.get(each.pk, []),
            "state": _state(each, shut),
            "second_factor": each.pk in protected,
        }
        for each in users
    ]


def _state(user: User, shut: dict[int, Any]) -> str:
    if not user.is_active:
        return "inactive"
    if user.pk in shut:
        return "locked"
    return "active" if is_password_usable(user.password) else "invited"


def person(request: HttpRequest, user_id: int) -> HttpResponse:
    """Show one of the people: roles, what they may do and why, what happened at the door."""
    require_reading()
    user = User.objects.filter(pk=user_id, memberships__company_id=current_company_id()).distinct().first()
    if user is None and request.method == "POST":
        user = next((each for each in former_users() if each.pk == user_id), None)
    if user is None:
        raise Http404
    if request.method == "POST":
        return _act(request, user)
    held = roles_of([user_id]).get(user_id, [])
    return page(
        request,
        "user.html",
        str(user),
        person=user,
        state=_state(user, shut_users([user_id])),
        roles=[(each, each in held) for each in Role.objects.order_by("pk")],
        grants=_grouped(user_id),
        events=[(each, device_name(each.device)) for each in events_of([user_id], 30)],
        may={
            each: actor_may(f"kernel.{each}")
            for each in ("grant_roles", "issue_sign_in_link", "dismiss_users", "lift_locks")
        },
        link=request.session.pop("people_link", ""),
    )


def _grouped(user_id: int) -> list[tuple[str, list[Any]]]:
    groups: dict[str, list[Any]] = {}
    for each in grants_of(user_id):
        groups.setdefault(app_name(each.code), []).append((verb_name(each.code), each.code, each.roles))
    return sorted(groups.items())


def _act(request: HttpRequest, user: User) -> HttpResponse:
    """Do what a button of the page asks for."""
    wanted, ids = request.POST.get("act", ""), [user.pk]
    if wanted == "link":
        return _with_link(request, user.pk)
    if wanted == "roles":
        _change_roles(request, user)
    elif wanted == "lift":
        done(request, lambda: lift_locks(user_ids=ids), _("%(name)s can try again at once.") % {"name": user})
    elif wanted == "readmit":
        role = request.POST.get("role", "")
        done(request, lambda: readmit_users(user_ids=ids, role=role), _("%(name)s is back.") % {"name": user})
    elif wanted == "dismiss" and done(
        request, lambda: dismiss_users(user_ids=ids), _("%(name)s was let go.") % {"name": user}
    ):
        return HttpResponseRedirect(reverse("admin:people"))
    return HttpResponseRedirect(reverse("admin:person", args=ids))


def _with_link(request: HttpRequest, user_id: int) -> HttpResponse:
    """Make a link to choose a password, and show it once on the person's page."""
    link = done(request, lambda: issue_sign_in_link(user_id=user_id))
    if link is not None:
        path = reverse("account_arrive", args=(link.uid, link.token))
        request.session["people_link"] = request.build_absolute_uri(path)
    return HttpResponseRedirect(reverse("admin:person", args=[user_id]))


def _change_roles(request: HttpRequest, user: User) -> None:
    wanted = set(request.POST.getlist("roles"))
    held = {each.code for each in roles_of([user.pk]).get(user.pk, [])}
    told = _("The roles of %(name)s are changed.") % {"name": user}

    def change() -> None:
        for code in sorted(wanted - held):
            grant_roles(user_ids=[user.pk], role=code)
        for code in sorted(held - wanted):
            revoke_roles(user_ids=[user.pk], role=code)

    done(request, change, told if wanted != held else "")
