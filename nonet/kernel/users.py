"""The people of a company: invited, given roles, let in again, let go; and what each may do, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.tokens import default_token_generator
from django.db import IntegrityError, transaction
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _

from nonet.kernel.access import covers, expand
from nonet.kernel.actor import current_actor, current_company_id
from nonet.kernel.errors import DocumentMissing, InvalidInput, NonetError
from nonet.kernel.models import ApiToken, Membership, Role, User
from nonet.kernel.roles import add_members, require_owner_left, role_to_give
from nonet.kernel.signins import NotYours, Visit, note
from nonet.kernel.verbs import VERBS, Outcome, verb


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody to be invited: the name to sign in with, the role to begin with, and how to be reached."""

    username: str
    role: str
    full_name: str = ""
    email: str = ""
    mobile: str = ""


@dataclass(frozen=True, slots=True)
class SignInLink:
    """The two parts of a link that lets a user choose a password, once."""

    user_id: int
    uid: str
    token: str


@dataclass(frozen=True, slots=True)
class Grant:
    """One permission of a user and the roles that grant it."""

    code: str
    says: str
    roles: tuple[str, ...]


class NameTaken(NonetError):
    """The name, or the mobile number, belongs to another user."""

    code = "user_name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(name=name)

    def template(self) -> str:
        return _("%(name)s belongs to another user already; choose another one.")


class NotAboveYou(NonetError):
    """Nobody decides about who may do more than they themselves may."""

    code = "user_above_you"

    def __init__(self, name: str) -> None:
        super().__init__(name=name)

    def template(self) -> str:
        return _("%(name)s may do more than you; ask an owner of the company.")


def plain_mobile(text: str) -> str:
    """Return a mobile number as it is kept: digits, with the country only where it is not China."""
    digits = "".join(each for each in text if each.isdigit() or each == "+")
    return digits.removeprefix("+86") if digits.startswith("+86") else digits


@verb("kernel.invite_users")
def invite_users(*, invitations: Sequence[Invitation]) -> Outcome:
    """Make users with a role in the company at work; they choose their password by a link (``issue_sign_in_link``)."""
    outcome = Outcome()
    for position, each in enumerate(invitations):
        try:
            with transaction.atomic():
                outcome.done.append(_invite(each))
        except NonetError as error:
            outcome.refused[position] = error
        except IntegrityError:
            outcome.refused[position] = NameTaken(each.username)
    return outcome


def _invite(each: Invitation) -> int:
    name = each.username.strip()
    if not name:
        raise InvalidInput("username", _("is missing; every row needs one"))
    if User.objects.filter(username__iexact=name).exists():
        raise NameTaken(name)
    user = User(
        username=name,
        full_name=each.full_name.strip(),
        email=each.email.strip(),
        mobile=plain_mobile(each.mobile),
        home_company_id=current_company_id(),
    )
    user.set_unusable_password()
    User.objects.bulk_create([user])
    add_members([user.pk], role_to_give(each.role))
    return int(user.pk)


@verb("kernel.issue_sign_in_link")
def issue_sign_in_link(*, user_id: int) -> SignInLink:
    """Make a link by which a user chooses a password, once and within three days; a password forgotten stays valid
    until then. For the owner of a company that has no mail server.

    Raises
    ------
    NotYours
        When the user has a place in another company too: this one must not get in there.
    """
    user = _mine([user_id]).get(user_id)
    if user is None:
        raise DocumentMissing(user_id)
    require_mine_alone(user)
    if not user.has_usable_password():
        user.set_unusable_password()  # a new one, which makes former links worthless
        User.objects.filter(pk=user.pk).update(password=user.password)
    note("link_issued", user, Visit())
    return SignInLink(
        user.pk, urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)
    )


def user_of_link(uid: str, token: str) -> User | None:
    """Return the user whom a link lets in; None when it was used, has run out or is wrong."""
    try:
        user = User.objects.filter(pk=int(urlsafe_base64_decode(uid)), is_active=True).first()
    except (ValueError, OverflowError):
        return None
    return user if user is not None and default_token_generator.check_token(user, token) else None


@verb("kernel.dismiss_users")
def dismiss_users(*, user_ids: Sequence[int]) -> Outcome:
    """Let users go: they lose their roles and tokens here at once, and their account when they work nowhere else."""
    found = _mine(user_ids)
    outcome = Outcome()
    for user in found.values():
        try:
            _require_not_above(user)
        except NonetError as error:
            outcome.refuse([user.pk], error)
    going = [each for each in found if each not in outcome.refused]
    require_owner_left(without_users=going)
    Membership.objects.filter(user_id__in=going).delete()
    ApiToken.objects.filter(user_id__in=going).delete()
    elsewhere = Membership.everywhere.filter(user_id__in=going).values("user_id")
    leaving = User.objects.filter(pk__in=going, is_superuser=False).exclude(pk__in=elsewhere)
    leaving.update(is_active=False, home_company_id=current_company_id())
    outcome.done = going
    outcome.refuse_missing(user_ids, found)
    return outcome


@verb("kernel.readmit_users")
def readmit_users(*, user_ids: Sequence[int], role: str) -> Outcome:
    """Take back users who were let go, with a role."""
    former = _former(user_ids)
    User.objects.filter(pk__in=former).update(is_active=True)
    add_members(former, role_to_give(role))
    outcome = Outcome(done=former)
    outcome.refuse_missing(user_ids, former)
    return outcome


def former_users() -> list[User]:
    """Return those who were let go by the company at work: shut, and at home here."""
    found = User.objects.filter(home_company_id=current_company_id(), is_active=False)
    return list(found.exclude(memberships__isnull=False).order_by("username"))


def _former(user_ids: Sequence[int]) -> list[int]:
    wanted = set(user_ids)
    return [each.pk for each in former_users() if each.pk in wanted]


def _mine(user_ids: Sequence[int]) -> dict[int, User]:
    """Return users by id who have a place in the company at work."""
    found = User.objects.filter(memberships__company_id=current_company_id(), pk__in=list(user_ids))
    return {each.pk: each for each in found.distinct().order_by("pk")}


def require_mine_alone(user: User) -> None:
    """Go on only when no other company has the user, and the user may not do more than who asks."""
    others = Membership.everywhere.filter(user=user).exclude(company_id=current_company_id())
    if user.is_superuser or others.exists():
        raise NotYours(str(user))
    _require_not_above(user)


def _require_not_above(user: User) -> None:
    mine = current_actor().verbs
    theirs = {code for role in roles_of([user.pk]).get(user.pk, []) for code in expand(role.verbs)}
    if user.is_superuser or not all(covers(mine, each) for each in theirs):
        raise NotAboveYou(str(user))


def roles_of(user_ids: Sequence[int]) -> dict[int, list[Role]]:
    """Return the roles that users hold in the company at work."""
    held: dict[int, list[Role]] = {}
    found = Membership.objects.filter(user_id__in=list(user_ids)).select_related("role").order_by("role_id")
    for each in found:
        held.setdefault(each.user_id, []).append(each.role)
    return held


def grants_of(user_id: int) -> list[Grant]:
    """Return what a user may do in the company at work, and which roles grant it."""
    roles = [(each.name, expand(each.verbs)) for each in roles_of([user_id]).get(user_id, [])]
    found = []
    for code, says in sorted(VERBS.items()):
        granting = tuple(name for name, verbs in roles if covers(verbs, code))
        if granting:
            found.append(Grant(code, says, granting))
    return found
