"""From a signed-in user to an ``Actor``: the company at work, and the verbs that the roles held there grant."""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

from nonet.kernel import sql
from nonet.kernel.actor import Actor
from nonet.kernel.models import Company
from nonet.kernel.verbs import VERBS

EVERYTHING = frozenset({"*"})
EVERY_MEMBER: set[str] = set()
"""What whoever has a role in a company may do there besides: things that concern only oneself. Scopes narrow it."""


def declare_permission(code: str, says: str) -> None:
    """Make a permission known that is no verb of its own, such as ``money.read``; roles and tokens may grant it."""
    VERBS.setdefault(code, says)


def grant_every_member(codes: Iterable[str]) -> None:
    """Let whoever has a role in a company do this there; called once by the composition root."""
    EVERY_MEMBER.update(codes)


def actor_of(user: Any, company_id: int | None = None, source: str = "desk") -> Actor | None:
    """Return the actor that a user is in a company, or None when there is no company to act in.

    Parameters
    ----------
    company_id : int | None
        The company asked for. When it is left out, or the user has no place in it, the user's home company is taken,
        else the first one.
    """
    granted = _superuser_grants() if user.is_superuser else _grants(user.pk)
    if not granted:
        return None
    wanted = next((each for each in (company_id, user.home_company_id) if each in granted), min(granted))
    return Actor(wanted, user.pk, granted[wanted], source)


def companies_of(user: Any) -> list[Company]:
    """Return the companies in which the user has a place, by code; all of them for a superuser."""
    companies = Company.objects.order_by("code")
    return list(companies if user.is_superuser else companies.filter(pk__in=_grants(user.pk)))


def _superuser_grants() -> dict[int, frozenset[str]]:
    return {each.id: EVERYTHING for each in sql.rows("SELECT id FROM kernel_company ORDER BY id")}


def _grants(user_id: int) -> dict[int, frozenset[str]]:
    """Return the verbs granted to a user, by company."""
    found = sql.rows(
        "SELECT m.company_id, r.verbs FROM kernel_membership m JOIN kernel_role r ON r.id = m.role_id"
        " WHERE m.user_id = %s ORDER BY m.company_id",
        (user_id,),
    )
    patterns: dict[int, set[str]] = {}
    for each in found:
        patterns.setdefault(each.company_id, set(EVERY_MEMBER)).update(each.verbs)
    return {company_id: expand(granted) for company_id, granted in patterns.items()}


def expand(patterns: Iterable[str]) -> frozenset[str]:
    """Return the verbs that patterns grant.

    ``*`` and ``app.*`` stay as they are, since an actor understands them; any other wildcard (``*.read``,
    ``erp.*_sales_orders``) is replaced by the known verbs that it matches.
    """
    return _expanded(frozenset(patterns), len(VERBS))


@lru_cache(maxsize=1_000)
def _expanded(patterns: frozenset[str], known: int) -> frozenset[str]:
    """Expand once for each set of patterns; ``known`` makes the answer new when verbs were added."""
    kept = {each for each in patterns if "*" not in each or _is_whole(each)}
    wild = patterns - kept
    return frozenset(kept | {code for code in VERBS if any(fnmatchcase(code, each) for each in wild)})


def _is_whole(pattern: str) -> bool:
    """Return whether the pattern grants everything, or one whole app."""
    app, _, rest = pattern.partition(".")
    return pattern == "*" or (rest == "*" and "*" not in app)


def narrow(verbs: frozenset[str], scopes: Iterable[str]) -> frozenset[str]:
    """Return what both a user's verbs and a token's scopes allow."""
    wanted = expand(scopes)
    both = {each for each in verbs if covers(wanted, each)} | {each for each in wanted if covers(verbs, each)}
    return frozenset(both)


def covers(granted: frozenset[str], code: str) -> bool:
    """Return whether granted verbs contain a verb, or a whole app (``stock.*``)."""
    return "*" in granted or code in granted or f"{code.partition('.')[0]}.*" in granted
