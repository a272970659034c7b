"""Errors that state a fact. Each carries a code for machines and a message fit to be shown, with its cure."""

from typing import Any

from django.utils.translation import gettext as _


class NonetError(Exception):
    """A fact that stops a piece of work. ``code`` is stable; ``params`` fill the translated ``message``."""

    code = "error"
    tone = "error"
    """How a face shows it: ``info`` when nothing is wrong and the work only goes another way."""

    def __init__(self, **params: Any) -> None:
        super().__init__()
        self.params = params

    @property
    def message(self) -> str:
        """Return the error in the language at work."""
        return self.template() % self.params

    def template(self) -> str:
        """Return the translated text into which ``params`` go."""
        return _("Something went wrong.")

    def when_undone(self) -> "NonetError":
        """Return the fact to be told when it ends a whole piece of work, with all that was written undone."""
        return self

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class CompanyNotSet(NonetError):
    """A query or verb ran without saying for which company."""

    code = "company_not_set"

    def template(self) -> str:
        return _("No company is set for this work; act within a company first.")


class PermissionMissing(NonetError):
    """The user's roles do not grant the verb."""

    code = "permission_missing"

    def __init__(self, verb: str) -> None:
        super().__init__(verb=verb)

    def template(self) -> str:
        return _("You may not do this (%(verb)s); ask an administrator for a role that allows it.")


class InvalidInput(NonetError):
    """What was handed in cannot be used; names the field and the cure."""

    code = "invalid_input"

    def __init__(self, field: str, reason: str, **params: Any) -> None:
        super().__init__(field=field, reason=reason, **params)

    def template(self) -> str:
        return _("%(field)s: %(reason)s")


class SystemLocked(NonetError):
    """The verb belongs to a system that the company has not unlocked."""

    code = "system_locked"

    def __init__(self, system: str) -> None:
        super().__init__(system=system)

    def template(self) -> str:
        return _("%(system)s is not unlocked for this company yet.")


class PeriodClosed(NonetError):
    """The business date lies in a closed period."""

    code = "period_closed"

    def __init__(self, on: Any) -> None:
        super().__init__(on=on)

    def template(self) -> str:
        return _("The period of %(on)s is closed; use a date in an open period.")


class KeyReused(NonetError):
    """One idempotency key came with two different requests."""

    code = "idempotency_key_reused"

    def __init__(self, key: str) -> None:
        super().__init__(key=key)

    def template(self) -> str:
        return _("The idempotency key %(key)s was used for another request; use a new key.")


class WrongState(NonetError):
    """The document is not in the state that the verb needs."""

    code = "wrong_state"

    def __init__(self, number: str, state: str) -> None:
        super().__init__(number=number, state=state)

    @property
    def message(self) -> str:
        """Return the error with the state's own name, which is a label of its model."""
        plain = str(self.params["state"])
        label = plain.replace("_", " ").capitalize()
        named = _(label) if label else plain
        return self.template() % {**self.params, "state": plain if named == label else named}

    def template(self) -> str:
        return _("%(number)s is %(state)s; this cannot be done to it now.")


class DocumentMissing(NonetError):
    """No such document exists in this company."""

    code = "document_missing"

    def __init__(self, id: int) -> None:
        super().__init__(id=id)

    def template(self) -> str:
        return _("There is no document %(id)s in this company.")
