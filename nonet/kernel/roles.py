"""Roles: installed, shaped, given and taken. Nobody gives more than they hold, and a company keeps an owner."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from nonet.kernel.access import covers, expand
from nonet.kernel.actor import current_actor, current_company_id
from nonet.kernel.errors import DocumentMissing, InvalidInput, NonetError
from nonet.kernel.models import Company, Membership, Role
from nonet.kernel.role_templates import ROLES
from nonet.kernel.verbs import VERBS, Outcome, verb


class BeyondYou(NonetError):
    """Nobody gives, takes or shapes what they may not do themselves."""

    code = "beyond_you"

    def __init__(self, code: str) -> None:
        super().__init__(verb=code)

    def template(self) -> str:
        return _(
            "You may not do %(verb)s yourself, so you cannot give or take it; ask an owner of the company."
        )


class OwnerNeeded(NonetError):
    """Somebody must be able to do everything."""

    code = "owner_needed"

    def template(self) -> str:
        return _("The company would be left without an owner; make somebody else an owner first.")


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role as it shall be: its code, its name, and the verbs or patterns that it grants."""

    code: str
    name: str
    verbs: Sequence[str]


@dataclass(frozen=True, slots=True)
class PermissionChange:
    """One verb given to a role (``granted``) or taken from it."""

    role_id: int
    code: str
    granted: bool


@verb("kernel.install_roles")
def install_roles() -> list[int]:
    """Give the company at work the roles of a small company, named in its language; those it has stay as they are."""
    company_id = current_company_id()
    known = set(Role.objects.values_list("code", flat=True))
    missing = [each for each in ROLES if each.code not in known]
    with override(Company.objects.values_list("language", flat=True).get(pk=company_id)):
        made = Role.everywhere.bulk_create(
            Role(
                company_id=company_id,
                code=each.code,
                name=_(each.name),
                verbs=list(each.verbs),
                given=list(each.verbs),
            )
            for each in missing
        )
    return [each.pk for each in made]


@verb("kernel.save_roles")
def save_roles(*, roles: Sequence[RoleRow]) -> Outcome:
    """Create roles of the company at work, or change those whose code is known.

    Nobody shapes a role beyond what they may do themselves, and one role that may do everything stays.
    """
    outcome = Outcome()
    for position, each in enumerate(roles):
        try:
            outcome.done.append(_save_role(each))
        except NonetError as error:
            outcome.refused[position] = error
    require_owner_left()
    return outcome


def _save_role(row: RoleRow) -> int:
    code = row.code.strip()
    if not code or slugify(code) != code.lower():
        raise InvalidInput("code", _("use letters, digits and hyphens"))
    unknown = [each for each in row.verbs if "*" not in each and each not in VERBS]
    if unknown:
        raise InvalidInput("verbs", _("%(unknown)s is no known permission") % {"unknown": ", ".join(unknown)})
    known = Role.objects.select_for_update().filter(code=code).first()
    changed = set(row.verbs) ^ set(known.verbs if known else ())
    _require_within(changed)
    if known is None:
        return int(Role.everywhere.create(company_id=current_company_id(), code=code, **_told(row)).pk)
    Role.objects.filter(pk=known.pk).update(**_told(row))
    return int(known.pk)


def _told(row: RoleRow) -> dict[str, object]:
    return {"name": row.name.strip() or row.code, "verbs": sorted(set(row.verbs))}


@verb("kernel.change_permissions")
def change_permissions(*, changes: Sequence[PermissionChange]) -> Outcome:
    """Give verbs to roles or take them away, one by one; a pattern that granted a verb taken away is spelled out."""
    roles = {
        each.pk: each for each in Role.objects.select_for_update().filter(pk__in=[c.role_id for c in changes])
    }
    outcome = Outcome()
    for role_id, role in roles.items():
        mine = [each for each in changes if each.role_id == role_id]
        try:
            _require_within({each.code for each in mine})
            verbs = _with(role.verbs, mine)
            Role.objects.filter(pk=role_id).update(verbs=verbs)
            outcome.done.append(role_id)
        except NonetError as error:
            outcome.refuse([role_id], error)
    require_owner_left()
    outcome.refuse_missing([each.role_id for each in changes], roles)
    return outcome


def _with(verbs: Sequence[str], changes: Sequence[PermissionChange]) -> list[str]:
    """Return the patterns of a role after changes."""
    kept = set(verbs)
    for each in changes:
        if each.code not in VERBS:
            raise InvalidInput("code", _("%(unknown)s is no known permission") % {"unknown": each.code})
        granted = covers(expand(kept), each.code)
        if each.granted and not granted:
            kept.add(each.code)
        if not each.granted and granted:
            kept = _spelled_out(kept, each.code) - {each.code}
    return sorted(kept)


def _spelled_out(patterns: set[str], code: str) -> set[str]:
    """Return patterns in which those that grant the verb are replaced by the verbs that they grant."""
    wide = {each for each in patterns if "*" in each and fnmatchcase(code, each)}
    single = {known for known in VERBS for each in wide if fnmatchcase(known, each)}
    return (patterns - wide) | single


def _require_within(codes: Iterable[str]) -> None:
    """Refuse what the actor may not do: who shapes or grants a role must hold all of it."""
    mine = current_actor().verbs
    for each in sorted(expand(codes)):
        if not covers(mine, each):
            raise BeyondYou(each)


def require_owner_left(without_users: Sequence[int] = ()) -> None:
    """Refuse a change after which nobody could do everything: a company never locks itself out."""
    if current_actor().user_id is None:
        return
    owners = Membership.objects.filter(role__verbs__contains=["*"], user__is_active=True)
    if not owners.exclude(user_id__in=list(without_users)).exists():
        raise OwnerNeeded


@verb("kernel.grant_roles")
def grant_roles(*, user_ids: Sequence[int], role: str) -> None:
    """Give users of the company at work a role in it; a role held already is left alone."""
    found = role_to_give(role)
    _require_known(user_ids)
    add_members(user_ids, found)


def role_to_give(code: str) -> Role:
    """Return a role of the company at work that the actor may give to somebody."""
    found = Role.objects.filter(code=code).first()
    if found is None:
        known = ", ".join(Role.objects.order_by("code").values_list("code", flat=True))
        raise InvalidInput("role", _("%(role)r is none of %(known)s") % {"role": code, "known": known})
    _require_within(found.verbs)
    return found


def add_members(user_ids: Sequence[int], role: Role) -> None:
    """Give users a role, whoever they are; callers have seen to it that they may."""
    Membership.everywhere.bulk_create(
        [Membership(company_id=role.company_id, user_id=each, role=role) for each in user_ids],
        ignore_conflicts=True,
    )


def _require_known(user_ids: Sequence[int]) -> None:
    """Refuse users of other companies, so that nobody learns of them by their ids; the system itself knows all."""
    if current_actor().user_id is None:
        return
    known = set(Membership.objects.filter(user_id__in=list(user_ids)).values_list("user_id", flat=True))
    unknown = sorted(set(user_ids) - known)
    if unknown:
        raise DocumentMissing(unknown[0])


@verb("kernel.revoke_roles")
def revoke_roles(*, user_ids: Sequence[int], role: str) -> None:
    """Take a role of the company at work away from users; the last owner stays one."""
    found = Role.objects.filter(code=role).first()
    if found is None:
        return
    _require_within(found.verbs)
    Membership.objects.filter(user_id__in=list(user_ids), role=found).delete()
    if "*" in found.verbs:
        require_owner_left()
