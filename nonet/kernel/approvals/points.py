"""The steps that can be guarded, as the rooms that own them declare them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Facts:
    """A document's essentials, for rules and for approvers. ``amount`` is in the company's currency.

    ``lines`` holds quantity by what is traded, ``shown`` the first lines as people read them; ``is_firm`` says that
    the document has passed the point before, ``is_new`` that it was made by this very piece of work.
    """

    number: str = ""
    amount: Decimal | None = None
    total: Decimal | None = None
    currency: str = ""
    party_id: int | None = None
    party: str = ""
    category_ids: Sequence[int] = ()
    discount: Decimal = Decimal(0)
    lines: Mapping[str, str] = field(default_factory=dict)
    shown: Sequence[str] = ()
    count: int = 0
    asked_by: int | None = None
    note: str = ""
    is_firm: bool = False
    is_new: bool = True

    def plain(self) -> dict[str, Any]:
        """Return the facts as JSON carries them."""
        told = asdict(self)
        return {key: str(value) if isinstance(value, Decimal) else value for key, value in told.items()}


def facts_of(plain: Mapping[str, Any]) -> Facts:
    """Return the facts that JSON carried."""
    known = dict(plain)
    for name in ("amount", "total", "discount"):
        known[name] = None if known.get(name) is None else Decimal(str(known[name]))
    return Facts(**known)


FactsReader = Callable[[Sequence[int]], dict[int, Facts]]


@dataclass(frozen=True, slots=True)
class Way:
    """A verb that leads through a point.

    It takes ids, or ``drafts`` of documents to be made, answered by position, or changes to documents that are named
    by the attribute ``key``; those are looked at only where the document is firm already. ``aligned`` says that
    ``done`` follows the order of the drafts that were not refused.
    """

    verb: str
    drafts: bool = False
    key: str = ""
    aligned: bool = True

    @property
    def hands_work(self) -> bool:
        """Return whether what waits is the work as it was handed over, not a document that stands there."""
        return self.drafts or bool(self.key)

    def place(self, n: int, handed: Any) -> int:
        """Return what one of the things handed over is called in the answer."""
        if self.drafts:
            return n
        return int(getattr(handed, self.key)) if self.key else int(handed)


@dataclass(frozen=True, slots=True)
class Point:
    """A step that can be guarded, and the verbs that lead through it.

    ``facts`` reads documents by id; ``many`` is the plural for sentences, ``document`` the kernel's type of document,
    ``page`` the desk's page of one, ``read`` the permission to see it. ``after`` runs once approved work is done, with
    what was kept with each request, by document.
    """

    code: str
    name: str
    many: str
    ways: tuple[Way, ...]
    facts: FactsReader
    document: str = ""
    page: str = ""
    read: str = ""
    after: Callable[[Mapping[int, Mapping[str, Any]]], None] | None = None


_points: dict[str, Point] = {}


def install(points: Sequence[Point]) -> None:
    """Make points known; called once by the composition root."""
    for each in points:
        _points[each.code] = each


def points() -> dict[str, Point]:
    """Return all points by code."""
    return dict(_points)


def point(code: str) -> Point:
    """Return a point by its code."""
    return _points[code]


def way_of(point_code: str, verb: str) -> Way:
    """Return by which way of a point a verb leads."""
    return next(each for each in _points[point_code].ways if each.verb == verb)
