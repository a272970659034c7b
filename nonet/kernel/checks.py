"""``nonet check``: named invariants that re-prove the books from their lines.

Every book registers its own. An invariant is a SQL query over one company that returns the rows that break
it, so an empty answer is the proof.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Invariant:
    """A named statement about the books; ``query`` takes ``%(company)s`` and returns the rows that break it."""

    name: str
    says: str
    query: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The verdict on one invariant, with the first rows that break it."""

    name: str
    says: str
    ok: bool
    findings: list[dict[str, Any]] = field(default_factory=list)


_invariants: dict[str, Invariant] = {}


def install(invariants: Sequence[Invariant]) -> None:
    """Make invariants known; called once by the composition root."""
    for each in invariants:
        _invariants[each.name] = each


def invariants() -> list[Invariant]:
    """Return all invariants by name."""
    return [_invariants[name] for name in sorted(_invariants)]


def run_checks(names: Sequence[str] = ()) -> list[CheckResult]:
    """Prove the invariants (all, or those named) for the company at work."""
    return [_prove(each) for each in invariants() if not names or each.name in names]


def _prove(invariant: Invariant) -> CheckResult:
    broken = sql.rows(f"{invariant.query}\nLIMIT {SHOWN}", {"company": current_company_id()})
    return CheckResult(invariant.name, invariant.says, not broken, [each._asdict() for each in broken])
