"""Templates of the company itself: its departments, and who works where, each with a role to begin with."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nonet.kernel.errors import InvalidInput
from nonet.kernel.models import Membership
from nonet.kernel.people.models import Department, Post
from nonet.kernel.people.services import DEPARTMENT_FIELDS, save_departments, save_posts
from nonet.kernel.users import Invitation, invite_users
from nonet.kit.importing import Answer, CellRefused, Column, Document, Profile, Session, by_code
from nonet.kit.importing.columns import flag, hinted, text

Row = dict[str, Any]
ALL_AT_ONCE = 5_000
"""Departments and people name each other, in any order of rows."""


def _slug(value: Any) -> str:
    """Return a code of letters, digits, hyphens and underscores."""
    found = text(20)(value)
    try:
        validate_slug(found)
    except ValidationError as error:
        raise CellRefused(_("is no code"), _("Use letters, digits, - and _.")) from error
    return str(found)


hinted(_slug, lambda: _("letters, digits, - and _"), "SALES")


def _members() -> dict[str, int]:
    """Return the users of the company by the name they sign in with."""
    found = Membership.objects.values_list("user__username", "user_id")
    return dict(found)


def _member_ids(names: Any) -> Mapping[str, Any]:
    return {name: pk for name, pk in _members().items() if name in names}


def take_departments(chunk: Sequence[Document], session: Session) -> Answer:
    """Save departments, those above before those below them."""
    answer = Answer()
    waiting = dict(enumerate(each.values for each in chunk))
    while waiting:
        known = {each.code: each for each in Department.objects.all()}
        ready = {at: row for at, row in waiting.items() if not row["parent"] or row["parent"] in known}
        if not ready:
            fault = InvalidInput("parent", _("there is no such department; create it first"))
            answer.refused |= dict.fromkeys(waiting, fault)
            break
        waiting = {at: row for at, row in waiting.items() if at not in ready}
        rows = {at: _department(row, known, session) for at, row in ready.items()}
        _save_departments(rows, known, answer)
    return answer


def _department(row: Mapping[str, Any], known: Mapping[str, Department], session: Session) -> Row:
    """Return what a row says of a department: only what its file holds."""
    parent = known[row["parent"]].pk if row["parent"] else None
    told = {"name": row["name"], "parent_id": parent, "head_id": row["head"], "is_active": row["is_active"]}
    held = {f"{name}_id" if name in ("parent", "head") else name for name in session.layout.places}
    return {"code": row["code"], **{name: told[name] for name in DEPARTMENT_FIELDS if name in held}}


def _save_departments(rows: Mapping[int, Row], known: Mapping[str, Department], answer: Answer) -> None:
    changed = {at: row for at, row in rows.items() if _differs(row, known.get(row["code"]))}
    outcome = save_departments(departments=list(changed.values()))
    _count(changed, outcome.refused, answer, lambda row: row["code"] in known)
    answer.known += len(rows) - len(changed)


def _differs(row: Row, found: Any) -> bool:
    return found is None or any(getattr(found, name) != value for name, value in row.items())


def _count(rows: Mapping[int, Row], refused: Mapping[int, Any], answer: Answer, is_known: Any) -> None:
    """Count what a verb did with rows, which it was given in their order."""
    for position, (at, row) in enumerate(rows.items()):
        if position in refused:
            answer.refused[at] = refused[position]
        elif is_known(row):
            answer.changed += 1
        else:
            answer.created += 1


def take_people(chunk: Sequence[Document], session: Session) -> Answer:
    """Invite who is new, then say where everybody works and under whom."""
    answer = Answer()
    before = _members()
    rows = dict(enumerate(each.values for each in chunk))
    named = {"", *before, *(row["username"] for row in rows.values())}
    for at, row in rows.items():
        if row["superior"] not in named:
            answer.refused[at] = InvalidInput("superior", _("name a user who has a role in this company"))
    fresh = {
        at: row for at, row in rows.items() if row["username"] not in before and at not in answer.refused
    }
    outcome = invite_users(invitations=[_invitation(row) for row in fresh.values()])
    _count(fresh, outcome.refused, answer, lambda row: False)
    _save_posts(
        {at: row for at, row in rows.items() if at not in answer.refused}, set(fresh), session, answer
    )
    return answer


def _invitation(row: Mapping[str, Any]) -> Invitation:
    return Invitation(row["username"], row["role"], row["full_name"], row["email"], row["mobile"])


def _save_posts(
    rows: Mapping[int, Mapping[str, Any]], fresh: Collection[int], session: Session, answer: Answer
) -> None:
    """Save the posts that change; who was invited just now is counted already."""
    members = _members()
    posts = {each.user_id: each for each in Post.objects.all()}
    told = {at: _post(row, members, session) for at, row in rows.items()}
    changed = {at: row for at, row in told.items() if _differs(row, posts.get(row["user_id"]))}
    outcome = save_posts(posts=list(changed.values()))
    for position, at in enumerate(changed):
        if position in outcome.refused:
            answer.refused[at] = outcome.refused[position]
            answer.created -= at in fresh
        else:
            answer.changed += at not in fresh
    answer.known += sum(at not in fresh for at in told if at not in changed)


def _post(row: Mapping[str, Any], members: Mapping[str, int], session: Session) -> Row:
    """Return what a row says of a post: only what its file holds."""
    told = {
        "department": ("department_id", row["department"]),
        "superior": ("superior_id", members.get(row["superior"])),
        "title": ("title", row["title"]),
    }
    held = dict(value for name, value in told.items() if name in session.layout.places)
    return {"user_id": members[row["username"]], **held}


DEPARTMENTS = Profile(
    kind="departments",
    code="departments",
    verb="people.save_departments",
    title=gettext_lazy("Departments"),
    columns=(
        Column("code", ("Code", "编码", "編碼"), _slug, required=True),
        Column("name", ("Name", "名称", "名稱"), text(100), required=True),
        Column("parent", ("Parent", "上级部门", "上級部門"), text(20), default=""),
        Column("head", ("Head", "负责人", "負責人"), text(150), lookup=_member_ids),
        Column("is_active", ("Active", "启用", "啟用"), flag, default=True),
    ),
    save=take_departments,
    chunk=ALL_AT_ONCE,
)
PEOPLE = Profile(
    kind="people",
    code="people",
    verb="kernel.invite_users",
    title=gettext_lazy("People"),
    columns=(
        Column("username", ("User name", "用户名", "使用者名稱"), text(150), required=True),
        Column("full_name", ("Full name", "姓名", "姓名"), text(100), default=""),
        Column("role", ("Role", "角色", "角色"), text(50), default=""),
        Column("mobile", ("Mobile number", "手机号", "手機號碼"), text(20), default=""),
        Column("email", ("E-mail", "邮箱", "電子郵件"), text(254), default=""),
        Column("department", ("Department", "部门编码", "部門編碼"), text(20), lookup=by_code(Department)),
        Column("superior", ("Superior", "直接上级", "直接上級"), text(150), default=""),
        Column("title", ("Job title", "职务", "職務"), text(60), default=""),
    ),
    save=take_people,
    chunk=ALL_AT_ONCE,
)
