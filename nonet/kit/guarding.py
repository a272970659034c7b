"""What the database refuses, as the fact that a person or a program is told."""

from typing import Any

from django.db import DatabaseError, DataError, IntegrityError, InternalError, ProgrammingError
from django.utils.translation import gettext

from nonet.kernel.errors import NonetError
from nonet.kernel.guards_errors import stated

MARK = "nonet."


class DatabaseRefused(NonetError):
    """A guard of the database refused the rows; nothing was written."""

    code = "database_refused"

    def __init__(self, guard: str, detail: str) -> None:
        super().__init__(guard=guard, detail=detail)
        self.code = guard or self.code

    def template(self) -> str:
        return gettext(
            "The books refuse this (%(guard)s): %(detail)s. Nothing was written; correct it and try again."
        )


def fact_of(error: Exception) -> NonetError | None:
    """Return the fact behind an error: itself, or a guard of the database; None when it is a fault of ours."""
    if isinstance(error, NonetError):
        return error
    if isinstance(error, IntegrityError | InternalError | DataError | ProgrammingError):
        return _guard_fact(error)
    return None


def _guard_fact(error: DatabaseError) -> NonetError | None:
    if (fact := stated(error)) is not None:
        return fact
    text = _primary(error)
    if text.startswith(MARK):
        guard, _, detail = text.removeprefix(MARK).partition(": ")
        return DatabaseRefused(guard, detail)
    if isinstance(error, IntegrityError):
        return DatabaseRefused(_constraint(error), _primary(error))
    return None


def _constraint(error: DatabaseError) -> str:
    return str(getattr(_diagnosis(error), "constraint_name", None) or "integrity")


def _primary(error: DatabaseError) -> str:
    """Return the first line of the database's message, which names the rule and not the rows of others."""
    return str(getattr(_diagnosis(error), "message_primary", None) or error).splitlines()[0]


def _diagnosis(error: DatabaseError) -> Any:
    return getattr(error.__cause__, "diag", None)
