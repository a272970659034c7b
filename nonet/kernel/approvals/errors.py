"""Why approvals stop a piece of work."""

from typing import Any

from django.utils.translation import gettext as _

from nonet.kernel.errors import NonetError


class ApprovalAsked(NonetError):
    """The document needs approval; it was asked for just now."""

    code = "approval_asked"
    tone = "info"

    def __init__(self, number: str, request: str, request_id: int, approvers: str) -> None:
        super().__init__(number=number, request=request, request_id=request_id, approvers=approvers)

    def template(self) -> str:
        return _("%(number)s needs approval: %(request)s was sent to %(approvers)s.")


class ApprovalPending(ApprovalAsked):
    """The document waits for approval that was asked for before."""

    code = "approval_pending"

    def template(self) -> str:
        return _("%(number)s waits for approval: %(request)s is with %(approvers)s.")


class ApprovalNeeded(NonetError):
    """The work would move something that needs approval on its own, and was not done at all."""

    code = "approval_needed"

    def __init__(self, number: str) -> None:
        super().__init__(number=number)

    def template(self) -> str:
        return _("%(number)s needs approval, so this cannot be done in one go; do its steps one by one.")


class RequestMissing(NonetError):
    """No such request exists, or it does not wait for the user."""

    code = "request_missing"

    def __init__(self, request_id: int) -> None:
        super().__init__(request_id=request_id)

    def template(self) -> str:
        return _("There is no request %(request_id)s that waits for you.")


class RequestEnded(NonetError):
    """The request does not wait any more."""

    code = "request_ended"

    def __init__(self, request: str, state: Any) -> None:
        super().__init__(request=request, state=state)

    def template(self) -> str:
        return _("%(request)s is %(state)s already.")


class NotYourTurn(NonetError):
    """The request waits, but for others."""

    code = "not_your_turn"

    def __init__(self, request: str, approvers: str) -> None:
        super().__init__(request=request, approvers=approvers)

    def template(self) -> str:
        return _("%(request)s waits for %(approvers)s, not for you.")


class NotYourRequest(NonetError):
    """Only who asked may do this."""

    code = "not_your_request"

    def __init__(self, request: str) -> None:
        super().__init__(request=request)

    def template(self) -> str:
        return _("%(request)s was asked for by somebody else.")


class ReasonMissing(NonetError):
    """A refusal needs a reason."""

    code = "reason_missing"

    def template(self) -> str:
        return _("Say why; whoever asked will read it.")


class DocumentChanged(NonetError):
    """The document is no longer what was sent for approval."""

    code = "document_changed"

    def __init__(self, request: str, number: str) -> None:
        super().__init__(request=request, number=number)

    def template(self) -> str:
        return _(
            "%(number)s was changed after %(request)s was sent; look at it as it is now, then decide again."
        )
