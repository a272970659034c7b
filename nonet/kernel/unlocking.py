"""Which of the nine systems a company has unlocked. All are installed; unlocking is a row of data."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.utils.translation import gettext as _

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import InvalidInput, SystemLocked
from nonet.kernel.verbs import verb


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a system says of itself: code, stage (1 to 4), names by language, what it requires, what it is for."""

    code: str
    stage: int
    names: dict[str, str]
    requires: tuple[str, ...] = ()
    purpose: str = ""


_manifests: dict[str, Manifest] = {}
_unlocked: dict[int, tuple[float, frozenset[str]]] = {}
REMEMBERED_SECONDS = 5.0


def install(manifests: Sequence[Manifest]) -> None:
    """Make the systems known; called once by the composition root."""
    for each in manifests:
        _manifests[each.code] = each


def systems() -> list[Manifest]:
    """Return all systems, in order of stage."""
    return sorted(_manifests.values(), key=lambda each: (each.stage, each.code))


def unlocked_systems() -> frozenset[str]:
    """Return the codes of the systems unlocked for the company at work; remembered a few seconds per process."""
    company_id = current_company_id()
    read_at, systems_ = _unlocked.get(company_id, (0.0, frozenset()))
    if not read_at or monotonic() - read_at > REMEMBERED_SECONDS:
        systems_ = _read_unlocked(company_id)
        _unlocked[company_id] = (monotonic(), systems_)
    return systems_


def _read_unlocked(company_id: int) -> frozenset[str]:
    found = sql.rows(
        "SELECT system FROM kernel_systemunlock WHERE company_id = %s AND locked_at IS NULL", (company_id,)
    )
    return frozenset(each.system for each in found)


def is_unlocked(system: str) -> bool:
    """Return whether the company at work has unlocked the system."""
    return system in unlocked_systems()


def require_unlocked(system: str) -> None:
    """Raise ``SystemLocked`` unless the company at work has unlocked the system."""
    if not is_unlocked(system):
        raise SystemLocked(system)


@verb("kernel.unlock_system")
def unlock_system(*, system: str, reason: str = "") -> None:
    """Unlock a system for the company at work, with those it requires.

    Raises
    ------
    InvalidInput
        When no such system exists.
    """
    if system not in _manifests:
        raise InvalidInput(
            "system",
            _("%(system)s is none of %(known)s") % {"system": system, "known": ", ".join(sorted(_manifests))},
        )
    for each in (*_manifests[system].requires, system):
        _write_unlock(each, reason)
    forget()


def _write_unlock(system: str, reason: str) -> None:
    sql.execute(
        "INSERT INTO kernel_systemunlock (company_id, system, reason, unlocked_at) VALUES (%s, %s, %s, now())"
        " ON CONFLICT (company_id, system) DO UPDATE SET locked_at = NULL, reason = EXCLUDED.reason",
        (current_company_id(), system, reason),
    )


@verb("kernel.lock_system")
def lock_system(*, system: str) -> None:
    """Lock a system again for the company at work; nothing of its data is lost."""
    sql.execute(
        "UPDATE kernel_systemunlock SET locked_at = now() WHERE company_id = %s AND system = %s",
        (current_company_id(), system),
    )
    forget()


def forget(*_: Any) -> None:
    """Drop what this process remembers, so that the next question reads the database."""
    _unlocked.clear()
