"""Departments and posts are saved by code and by user."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import InvalidInput
from nonet.kernel.models import Membership
from nonet.kernel.people.models import Department, Post
from nonet.kernel.people.selectors import House, Unit
from nonet.kernel.verbs import Outcome, verb

Row = Mapping[str, Any]
DEPARTMENT_FIELDS = ("name", "parent_id", "head_id", "is_active")
POST_FIELDS = ("department_id", "superior_id", "title")


@verb("people.save_departments")
def save_departments(*, departments: Sequence[Row]) -> Outcome:
    """Create departments or change those whose code is known.

    A row has ``code`` and any of name, parent_id, head_id, is_active. ``refused`` is by position: a parent below
    itself, a head without a role in the company.
    """
    known = {each.code: each for each in Department.objects.all()}
    members = _members()
    outcome = Outcome()
    for position, row in enumerate(departments):
        found = known.get(str(row.get("code", ""))) or Department(
            company_id=current_company_id(), code=row.get("code", ""), name=row.get("name", "")
        )
        fault = _department_fault(row, found, known, members)
        if fault is not None:
            outcome.refused[position] = fault
            continue
        outcome.done.append(_write(found, row, DEPARTMENT_FIELDS))
        known[found.code] = found
    return outcome


def _department_fault(
    row: Row, found: Department, known: Mapping[str, Department], members: set[int]
) -> InvalidInput | None:
    if not found.code or not (row.get("name") or found.name):
        return InvalidInput("code", _("give a code and a name"))
    if row.get("head_id") is not None and row["head_id"] not in members:
        return InvalidInput("head", _("name a user who has a role in this company"))
    parent = row.get("parent_id")
    by_id = {each.pk: each for each in known.values()}
    if parent is not None and parent not in by_id:
        return InvalidInput("parent", _("there is no such department"))
    units = {each.pk: Unit(each.pk, each.name, each.parent_id, None) for each in known.values()}
    if found.pk and parent is not None and found.pk in {each.id for each in House(units).line(parent)}:
        return InvalidInput("parent", _("a department cannot stand below itself"))
    return None


@verb("people.save_posts")
def save_posts(*, posts: Sequence[Row]) -> Outcome:
    """Say where users work: rows of ``user_id`` and any of department_id, superior_id, title.

    ``refused`` is by position: somebody without a role in the company, one's own superior.
    """
    members, units = _members(), set(Department.objects.values_list("pk", flat=True))
    known = {each.user_id: each for each in Post.objects.all()}
    outcome = Outcome()
    for position, row in enumerate(posts):
        fault = _post_fault(row, members, units)
        if fault is not None:
            outcome.refused[position] = fault
            continue
        found = known.get(row["user_id"]) or Post(company_id=current_company_id(), user_id=row["user_id"])
        outcome.done.append(_write(found, row, POST_FIELDS))
        known[row["user_id"]] = found
    return outcome


def _post_fault(row: Row, members: set[int], units: set[int]) -> InvalidInput | None:
    user, superior = row.get("user_id"), row.get("superior_id")
    if user not in members or (superior is not None and superior not in members):
        return InvalidInput(
            "user" if user not in members else "superior", _("name a user who has a role in this company")
        )
    if user == superior:
        return InvalidInput("superior", _("nobody stands above oneself"))
    if row.get("department_id") is not None and row["department_id"] not in units:
        return InvalidInput("department", _("there is no such department"))
    return None


def _write(instance: Any, row: Row, fields: Sequence[str]) -> int:
    for name in fields:
        if name in row:
            setattr(instance, name, row[name])
    instance.save()
    return int(instance.pk)


def _members() -> set[int]:
    return set(Membership.objects.values_list("user_id", flat=True))
