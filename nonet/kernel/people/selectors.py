"""The tree of departments, read whole: a company has tens of them, not thousands."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id


@dataclass(frozen=True, slots=True)
class Unit:
    """A department: its name, the one above it and its head."""

    id: int
    name: str
    parent_id: int | None
    head_id: int | None


@dataclass(frozen=True, slots=True)
class House:
    """All departments of the company at work, and the department and superior of some users."""

    units: dict[int, Unit] = field(default_factory=dict)
    department_of: dict[int, int] = field(default_factory=dict)
    superior_of: dict[int, int] = field(default_factory=dict)

    def line(self, department_id: int | None) -> list[Unit]:
        """Return a department and those above it, from the inside out."""
        found: list[Unit] = []
        while department_id is not None and (unit := self.units.get(department_id)) and unit not in found:
            found.append(unit)
            department_id = unit.parent_id
        return found

    def superior(self, user_id: int) -> int | None:
        """Return who stands above a user: the named superior, else the next head upwards who is another person."""
        if (named := self.superior_of.get(user_id)) is not None:
            return named
        heads = (unit.head_id for unit in self.line(self.department_of.get(user_id)))
        return next((head for head in heads if head not in (None, user_id)), None)

    def head(self, department_id: int | None) -> int | None:
        """Return the head of a department, or the next one above it."""
        return next((unit.head_id for unit in self.line(department_id) if unit.head_id is not None), None)


def read_house(user_ids: Iterable[int] | None = None) -> House:
    """Return the departments, and the places of the users named (all when None is given); two statements."""
    company_id = current_company_id()
    units = sql.rows(
        "SELECT id, name, parent_id, head_id FROM people_department WHERE company_id = %s", (company_id,)
    )
    posts = sql.rows(
        "SELECT user_id, department_id, superior_id FROM people_post WHERE company_id = %s"
        " AND (%s OR user_id = ANY(%s))",
        (company_id, user_ids is None, sorted(set(user_ids or ()))),
    )
    return House(
        {each.id: Unit(each.id, each.name, each.parent_id, each.head_id) for each in units},
        {each.user_id: each.department_id for each in posts if each.department_id is not None},
        {each.user_id: each.superior_id for each in posts if each.superior_id is not None},
    )
