"""What is remembered of signing in, and how long an account or an address stays shut after failures.

The lock is read off the log: nothing is kept twice, and every process sees the same.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import NonetError
from nonet.kernel.models import SignInEvent, User
from nonet.kernel.verbs import Outcome, verb

ACCOUNT_TRIES = 5
"""Failures of one account before it is shut; each further one doubles the time."""
ADDRESS_TRIES = 30
"""Failures from one address, over all accounts: an office shares one."""
LONGEST = dt.timedelta(hours=1)
REMEMBERED = dt.timedelta(days=1)
FAILURES = ("failed", "code_failed")
PARDONS = ("signed_in", "lifted", "password_set")


class LockedOut(NonetError):
    """Too many failures: nobody is let in for a while."""

    code = "locked_out"

    def __init__(self, until: dt.datetime) -> None:
        left = (until - timezone.now()).total_seconds()
        super().__init__(until=until, minutes=max(1, round(left / 60)))
        self.until = until

    def template(self) -> str:
        return _(
            "Too many failed attempts; try again in %(minutes)s min, or ask the owner of the company to lift the lock."
        )


class NotYours(NonetError):
    """The user has a place in another company too, so this company alone does not decide."""

    code = "user_not_yours"

    def __init__(self, name: str) -> None:
        super().__init__(name=name)

    def template(self) -> str:
        return _("%(name)s is no user of this company alone; only they themselves can do this.")


@dataclass(frozen=True, slots=True)
class Visit:
    """From where somebody comes."""

    address: str | None = None
    device: str = ""


def key_of(user: User | None, typed: str = "") -> str:
    """Return under which key tries are counted: the account's, or a hash of what was typed when there is none."""
    if user is not None:
        return f"user:{user.pk}"
    text = f"{settings.SECRET_KEY}:{typed.strip().casefold()}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def note(kind: str, user: User | None, visit: Visit, *, typed: str = "", detail: str = "") -> None:
    """Write into the log what happened."""
    SignInEvent.objects.create(
        kind=kind,
        user=user,
        key=key_of(user, typed),
        address=visit.address,
        device=visit.device[:300],
        detail=detail[:200],
    )


def require_open(user: User | None, visit: Visit, typed: str = "") -> None:
    """Go on only when neither the account nor the address is shut.

    Raises
    ------
    LockedOut
        Telling until when. It says the same for accounts that do not exist.
    """
    ends = [
        _shut_until("key", key_of(user, typed), ACCOUNT_TRIES),
        _shut_until("address", visit.address, ADDRESS_TRIES) if visit.address else None,
    ]
    until = max((each for each in ends if each), default=None)
    if until is not None and until > timezone.now():
        note("locked", user, visit, typed=typed)
        raise LockedOut(until)


def _shut_until(column: str, value: str, tries: int) -> dt.datetime | None:
    """Return until when failures shut an account or an address; accounts are pardoned by success, addresses by time."""
    pardons = PARDONS if column == "key" else ("lifted",)
    found: Any = sql.row(
        f"SELECT count(*) AS failures, max(at) AS last FROM kernel_signinevent WHERE {column} = %(value)s"
        " AND kind = ANY(%(failures)s) AND at > greatest(%(since)s::timestamptz, (SELECT max(at) FROM"
        f" kernel_signinevent WHERE {column} = %(value)s AND kind = ANY(%(pardons)s)))",
        {
            "value": value,
            "failures": list(FAILURES),
            "pardons": list(pardons),
            "since": timezone.now() - REMEMBERED,
        },
    )
    if found is None or found.failures < tries:
        return None
    doubled = dt.timedelta(minutes=1) * 2 ** min(found.failures - tries, 10)
    return found.last + min(doubled, LONGEST)


def shut_users(user_ids: Sequence[int]) -> dict[int, dt.datetime]:
    """Return those of the users that are shut out now, and until when."""
    ends = {each: _shut_until("key", f"user:{each}", ACCOUNT_TRIES) for each in user_ids}
    return {each: until for each, until in ends.items() if until and until > timezone.now()}


@verb("kernel.lift_locks")
def lift_locks(*, user_ids: Sequence[int]) -> Outcome:
    """Let users of the company at work try again at once after too many failures."""
    mine = User.objects.filter(memberships__company_id=current_company_id(), pk__in=user_ids).distinct()
    found = list(mine)
    for each in found:
        note("lifted", each, Visit())
    outcome = Outcome(done=[each.pk for each in found])
    outcome.refuse_missing(user_ids, outcome.done)
    return outcome


def events_of(user_ids: Sequence[int], limit: int = 200) -> list[SignInEvent]:
    """Return the latest events of users, newest first."""
    found = SignInEvent.objects.filter(user_id__in=user_ids).select_related("user")
    return list(found.order_by("-at", "-id")[:limit])
