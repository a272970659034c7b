"""Keys for programs: issued once in clear, kept as a hash, never allowed more than the user they act for."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from nonet.kernel.access import actor_of, covers, narrow
from nonet.kernel.actor import Actor, current_actor
from nonet.kernel.errors import InvalidInput, NonetError
from nonet.kernel.models import ApiToken, SignInEvent, User
from nonet.kernel.roles import BeyondYou
from nonet.kernel.signins import Visit, note
from nonet.kernel.verbs import Outcome, verb

MARK = "nonet_"
NOTED_SECONDS = 60


class TokenMissing(NonetError):
    """No token of this id can be revoked."""

    code = "token_missing"

    def __init__(self, token_id: int) -> None:
        super().__init__(token_id=token_id)

    def template(self) -> str:
        return _("There is no valid token %(token_id)s in this company.")


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A new token; ``secret`` is told this once and can never be read again."""

    id: int
    secret: str


@verb("kernel.issue_token")
def issue_token(
    *, name: str, scopes: Sequence[str], user_id: int | None = None, expires_at: dt.datetime | None = None
) -> IssuedToken:
    """Issue a token for a user of the company at work (the user at work when none is named)."""
    actor = current_actor()
    owner = _member(user_id or actor.user_id or 0, actor.company_id)
    if not scopes:
        raise InvalidInput("scopes", _("name at least one verb or pattern, such as orders.read"))
    _require_within(actor, owner, scopes)
    secret = MARK + secrets.token_urlsafe(32)
    made = ApiToken.everywhere.create(
        company_id=actor.company_id,
        user=owner,
        name=name,
        prefix=secret[:12],
        token_hash=_digest(secret),
        scopes=list(scopes),
        expires_at=expires_at,
    )
    return IssuedToken(made.pk, secret)


def _require_within(actor: Actor, owner: User, scopes: Sequence[str]) -> None:
    """Refuse a token in another's name by which the issuer could do more than they may."""
    theirs = actor_of(owner, actor.company_id)
    if owner.pk == actor.user_id or theirs is None:
        return
    for each in sorted(narrow(theirs.verbs, scopes)):
        if not covers(actor.verbs, each):
            raise BeyondYou(each)


def _member(user_id: int, company_id: int) -> User:
    user = User.objects.filter(pk=user_id, is_active=True).first()
    actor = actor_of(user, company_id) if user is not None else None
    if user is None or actor is None or actor.company_id != company_id:
        raise InvalidInput("user_id", _("name a user who has a role in this company"))
    return user


@verb("kernel.revoke_tokens")
def revoke_tokens(*, token_ids: Sequence[int]) -> Outcome:
    """Make tokens of the company at work worthless from now on."""
    found = list(ApiToken.objects.filter(pk__in=token_ids, revoked_at=None).values_list("pk", flat=True))
    ApiToken.objects.filter(pk__in=found).update(revoked_at=timezone.now())
    outcome = Outcome(done=found)
    for each in set(token_ids) - set(found):
        outcome.refuse([each], TokenMissing(each))
    return outcome


def actor_of_token(secret: str, address: str | None = None) -> tuple[User, Actor] | None:
    """Return the user and the actor that a token stands for; None when it is unknown, revoked or out of date.

    A use from an ``address`` not seen before is written into the sign-in log.
    """
    now = timezone.now()
    valid = Q(expires_at=None) | Q(expires_at__gt=now)
    token = (
        ApiToken.everywhere.filter(valid, token_hash=_digest(secret), revoked_at=None, user__is_active=True)
        .select_related("user")
        .first()
    )
    if token is None:
        return None
    actor = actor_of(token.user, token.company_id, source="api")
    if actor is None or actor.company_id != token.company_id:
        return None
    _note_use(token, now, address)
    return token.user, Actor(actor.company_id, actor.user_id, narrow(actor.verbs, token.scopes), "api")


def _note_use(token: ApiToken, now: dt.datetime, address: str | None) -> None:
    """Remember when the token was last used, at most once a minute."""
    if token.last_used_at is None or (now - token.last_used_at).total_seconds() > NOTED_SECONDS:
        ApiToken.everywhere.filter(pk=token.pk).update(last_used_at=now)
        if address:
            _note_address(token, address)


def _note_address(token: ApiToken, address: str) -> None:
    seen = SignInEvent.objects.filter(user=token.user, kind="token_seen", address=address, detail=str(token))
    if not seen.exists():
        note("token_seen", token.user, Visit(address), detail=str(token))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
