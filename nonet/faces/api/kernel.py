"""The kernel for programs: who calls, companies, roles, tokens, checks, flows, systems, jobs."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Router

from nonet.kernel import checks, flows, unlocking
from nonet.kernel.access import companies_of
from nonet.kernel.actor import current_actor, require
from nonet.kernel.companies import save_company
from nonet.kernel.models import ApiToken, Company, JobRun, Role, Unit, User
from nonet.kernel.policies import save_policy
from nonet.kernel.roles import change_permissions, grant_roles, revoke_roles, save_roles
from nonet.kernel.signing_policy import ask_second_factor
from nonet.kernel.signins import events_of, lift_locks
from nonet.kernel.tokens import issue_token, revoke_tokens
from nonet.kernel.users import dismiss_users, invite_users, issue_sign_in_link, readmit_users, roles_of
from nonet.kernel.verbs import VERBS
from nonet.kit.api import Resource, Signed, Verb, add_verb
from nonet.kit.api.answers import answer

RESOURCES = (
    Resource("roles", Role, fields=("code", "name", "verbs"), filters=("code",)),
    Resource(
        "tokens",
        ApiToken,
        fields=("name", "prefix", "user", "scopes", "expires_at", "revoked_at", "last_used_at", "created_at"),
        filters=("user",),
        verbs=(Verb("issue", issue_token), Verb("revoke", revoke_tokens)),
    ),
    Resource(
        "jobs",
        JobRun,
        fields=(
            "name",
            "key",
            "state",
            "done",
            "total",
            "message",
            "result",
            "created_at",
            "started_at",
            "finished_at",
        ),
        filters=("name", "state"),
        newest_first=True,
    ),
)


COMPANY_FIELDS = (
    *("id", "code", "name", "country", "currency", "language", "timezone", "tax_number", "chart"),
    *("costing_method", "policy"),
)
VERBS_OFFERED = (
    Verb("company/save", save_company),
    Verb("company/policy", save_policy),
    Verb("systems/unlock", unlocking.unlock_system),
    Verb("systems/lock", unlocking.lock_system),
    Verb("roles/grant", grant_roles),
    Verb("roles/revoke", revoke_roles),
    Verb("roles/save", save_roles, creates=True),
    Verb("roles/permissions", change_permissions),
    Verb("users/invite", invite_users, creates=True),
    Verb("users/sign-in-link", issue_sign_in_link),
    Verb("users/dismiss", dismiss_users),
    Verb("users/readmit", readmit_users),
    Verb("users/lift-locks", lift_locks),
    Verb("second-factor", ask_second_factor),
)


def add_kernel(router: Router) -> None:
    """Offer what has no table of its own."""
    for path, view in (
        ("me", _me),
        ("company", _company),
        ("units", _units),
        ("permissions", _permissions),
        ("systems", _systems),
        ("flows", _flows),
        ("flows/{code}", _flow),
        ("checks", _checks),
        ("users", _users),
        ("sign-ins", _sign_ins),
    ):
        says = (view.__doc__ or "").splitlines()[0].rstrip(".")
        router.get(f"/{path}", tags=["Kernel"], operation_id=f"kernel{view.__name__}", summary=says)(view)
    router.post(
        "/checks/run",
        tags=["Kernel"],
        operation_id="run_checks",
        summary="Prove the books",
        description="Permission: `kernel.run_checks`.",
        auth=Signed("kernel.run_checks"),
    )(_run_checks)
    for verb in VERBS_OFFERED:
        add_verb(router, verb, tag="Kernel")


def _me(request: HttpRequest) -> HttpResponse:
    """Tell who calls, for which company, with which verbs, and the companies that a session could choose."""
    actor = current_actor()
    companies = [{"id": each.pk, "code": each.code, "name": each.name} for each in companies_of(request.user)]
    return answer(
        {
            "user_id": actor.user_id,
            "user": request.user.get_username(),
            "company_id": actor.company_id,
            "verbs": sorted(actor.verbs),
            "companies": companies,
        }
    )


def _company(request: HttpRequest) -> HttpResponse:
    """Tell the particulars of the company at work, and what its books were begun with."""
    company = Company.objects.get(pk=current_actor().company_id)
    return answer({name: getattr(company, name) for name in COMPANY_FIELDS})


def _units(request: HttpRequest) -> HttpResponse:
    """List units of measure, shared by all companies."""
    return answer(list(Unit.objects.order_by("dimension", "code").values()))


def _systems(request: HttpRequest) -> HttpResponse:
    """List the nine systems with their stage, and which of them this company has unlocked."""
    unlocked, language = unlocking.unlocked_systems(), get_language() or "en"
    return answer(
        [
            {
                "code": each.code,
                "name": each.names.get(language, each.code.upper()),
                "stage": each.stage,
                "requires": list(each.requires),
                "unlocked": each.code in unlocked,
            }
            for each in unlocking.systems()
        ]
    )


def _flows(request: HttpRequest) -> HttpResponse:
    """List the end-to-end chains through the systems."""
    return answer(
        [{"code": each.code, "title": each.title, "steps": len(each.steps)} for each in flows.FLOWS.values()]
    )


def _flow(request: HttpRequest, code: str) -> HttpResponse:
    """Tell a chain: its steps with system, trigger, service, state, fallback and what undoes them."""
    from django.http import Http404

    found = flows.FLOWS.get(code.replace("-", "_"))
    if found is None:
        raise Http404
    steps: list[dict[str, Any]] = [
        {
            "name": step.name,
            "system": step.system,
            "trigger": step.trigger_name,
            "service": step.service,
            "state": step.state,
            "fallback": step.fallback,
            "undo": step.undo,
        }
        for step in found.steps
    ]
    return answer({"code": found.code, "title": found.title, "steps": steps})


def _checks(request: HttpRequest) -> HttpResponse:
    """List the invariants that the books must keep."""
    require("kernel.run_checks")
    return answer([{"name": each.name, "says": each.says} for each in checks.invariants()])


def _run_checks(request: HttpRequest) -> HttpResponse:
    """Prove every invariant of the books from their lines; ``findings`` holds the first rows that break one."""
    return answer([asdict(each) for each in checks.run_checks()])


def _permissions(request: HttpRequest) -> HttpResponse:
    """List every verb and permission, with what it does."""
    return answer([{"code": code, "says": says} for code, says in sorted(VERBS.items())])


def _users(request: HttpRequest) -> HttpResponse:
    """List the people of this company with their roles."""
    require("kernel.read")
    users = list(_people())
    roles = roles_of([each.pk for each in users])
    return answer(
        [
            {
                "id": each.pk,
                "username": each.username,
                "full_name": each.full_name,
                "email": each.email,
                "mobile": each.mobile,
                "is_active": each.is_active,
                "last_login": each.last_login,
                "roles": [role.code for role in roles.get(each.pk, [])],
            }
            for each in users
        ]
    )


def _sign_ins(request: HttpRequest) -> HttpResponse:
    """List what happened at the door to the people of this company, newest first."""
    require("kernel.read")
    found = events_of([each.pk for each in _people()])
    names = ("user_id", "kind", "address", "device", "detail", "at")
    return answer([{name: getattr(each, name) for name in names} for each in found])


def _people() -> Any:
    company = current_actor().company_id
    return User.objects.filter(memberships__company_id=company).distinct().order_by("username")
