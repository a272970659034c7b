"""Opening the steps of a chain: who has a part in it now, who stands in, what counts as done by itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from nonet.kernel.approvals.models import Decision, Delegation, Own, Task
from nonet.kernel.clock import today
from nonet.kernel.models import Membership, User
from nonet.kernel.people.selectors import House, read_house


@dataclass(slots=True)
class Directory:
    """Who holds which role, who is whose superior, who stands in for whom, and who may stand in for nobody: owners."""

    house: House
    members: dict[int, list[int]] = field(default_factory=dict)
    owners: list[int] = field(default_factory=list)
    stand_ins: list[Any] = field(default_factory=list)
    active: set[int] = field(default_factory=set)

    def users_of(self, who: dict[str, Any], request: Any) -> list[int]:
        """Return the users that one entry of a step names, for a request."""
        kind, target = who.get("kind"), who.get("id")
        if kind == "user":
            return [int(target)] if target else []
        if kind == "role":
            return self.members.get(int(target or 0), [])
        if kind == "superior":
            found = self.house.superior(request.asked_by_id) if request.asked_by_id else None
        else:
            found = self.house.head(int(target) if target else request.department_id)
        return [found] if found is not None else []

    def stand_in(self, user_id: int, point: str, barred: int | None) -> int:
        """Return who acts for a user today: the user, or a stand-in who is not barred."""
        for each in self.stand_ins:
            meant = each.user_id == user_id and (not each.points or point in each.points)
            if meant and each.stand_in_id != barred and each.stand_in_id in self.active:
                return int(each.stand_in_id)
        return user_id


def read_directory() -> Directory:
    """Read what is needed to open steps: five statements, however many requests."""
    directory = Directory(read_house())
    rows = Membership.objects.filter(user__is_active=True).order_by("user_id")
    for user_id, role_id, verbs in rows.values_list("user_id", "role_id", "role__verbs"):
        directory.active.add(user_id)
        directory.members.setdefault(role_id, []).append(user_id)
        if "*" in verbs and user_id not in directory.owners:
            directory.owners.append(user_id)
    day = today()
    directory.stand_ins = list(
        Delegation.objects.filter(is_active=True, from_on__lte=day, until_on__gte=day).order_by("-pk")
    )
    return directory


@dataclass(slots=True)
class Opened:
    """What opening steps led to: tasks and decisions to be written; requests that are approved by that."""

    tasks: list[Task] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    approved: list[Any] = field(default_factory=list)


def open_steps(requests: Sequence[Any], directory: Directory) -> Opened:
    """Open the current step of each request, going on over steps that are complete by themselves."""
    opened = Opened()
    for request in requests:
        steps = request.rule_facts["steps"]
        while request.step < len(steps) and _open(request, steps[request.step], directory, opened):
            request.step += 1
        if request.step >= len(steps):
            opened.approved.append(request)
    return opened


def _open(request: Any, step: dict[str, Any], directory: Directory, opened: Opened) -> bool:
    """Open one step; return whether it is complete by itself."""
    own, asker = request.rule_facts.get("own", Own.FORBID), request.asked_by_id
    named = _unique(user for who in step["who"] for user in directory.users_of(who, request))
    users = [each for each in named if each in directory.active and (own != Own.FORBID or each != asker)]
    why = "rule"
    if not users:
        users, why = [each for each in directory.owners if own != Own.FORBID or each != asker], "nobody"
    tasks = _tasks(request, users, why, directory)
    if own == Own.AUTO and asker in users:
        for task in tasks:
            if task.user_id == asker:
                task.state, task.why = Task.State.APPROVED, "own"
        opened.decisions.append(_decision(request, Decision.Act.AUTO, asker))
    opened.tasks += tasks
    if tasks and is_complete(step, tasks):
        for task in tasks:
            if task.state == Task.State.OPEN:
                task.state = Task.State.NOT_NEEDED
        return True
    return False


def _tasks(request: Any, users: Iterable[int], why: str, directory: Directory) -> list[Task]:
    barred = request.asked_by_id if request.rule_facts.get("own") == Own.FORBID else None
    made: dict[int, Task] = {}
    for user in users:
        acting = directory.stand_in(user, request.point, barred)
        if acting not in made:
            made[acting] = Task(
                company_id=request.company_id,
                request=request,
                step=request.step,
                user_id=acting,
                instead_of_id=None if acting == user else user,
                why=why if acting == user else "stand_in",
                state=Task.State.OPEN,
            )
    return list(made.values())


def _decision(request: Any, act: str, user_id: int | None) -> Decision:
    return Decision(
        company_id=request.company_id, request=request, step=request.step, act=act, user_id=user_id
    )


def _unique(found: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(found))


def is_complete(step: dict[str, Any], tasks: Sequence[Any]) -> bool:
    """Return whether enough approvers of a step have agreed, and all whom somebody added."""
    state = Task.State
    parts = [each for each in tasks if not each.is_required and each.state != state.HANDED_OVER]
    agreed = sum(each.state == state.APPROVED for each in parts)
    need = step.get("need", "any")
    wanted = {"all": len(parts), "any": 1}.get(need, min(int(step.get("count") or 1), len(parts) or 1))
    added = [each for each in tasks if each.is_required and each.state != state.HANDED_OVER]
    return agreed >= max(wanted, 1) and all(each.state == state.APPROVED for each in added)


def names_of(user_ids: Iterable[int]) -> dict[int, str]:
    """Return users' names by id; one statement."""
    return {each.pk: str(each) for each in User.objects.filter(pk__in=set(user_ids))}
