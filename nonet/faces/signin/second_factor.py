"""Who must come with a second factor: the roles that the company names in its policy."""

from django.http import HttpRequest

from nonet.kernel.actor import Actor, current_company_id
from nonet.kernel.models import Membership
from nonet.kernel.policy import policy
from nonet.kernel.signing_policy import SECOND_FACTOR


def factor_missing(request: HttpRequest) -> bool:
    """Return whether the user at work holds a role that needs a second factor, and signed in without one."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return False
    roles = policy().get(SECOND_FACTOR, ())
    if not roles or came_with_factor(request):
        return False
    held = Membership.everywhere.filter(company_id=actor.company_id, user_id=actor.user_id)
    return held.filter(role__code__in=list(roles)).exists()


def came_with_factor(request: HttpRequest) -> bool:
    """Return whether this session was opened, or confirmed since, by a code, a key or the company's own provider."""
    methods = request.session.get("account_authentication_methods", ())
    return any(each.get("method") in ("mfa", "socialaccount") for each in methods)


def asked_roles() -> list[str]:
    """Return the codes of the roles that need a second factor in the company at work."""
    return list(policy().get(SECOND_FACTOR, ())) if current_company_id() else []
