"""What approvers and askers are told."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_noop

from nonet.kernel.approvals.points import point
from nonet.kernel.notices.kinds import NoticeKind, money, words
from nonet.kernel.notices.services import NoticeDraft

ASKED = "approvals.asked"
REMINDED = "approvals.reminded"
COPIED = "approvals.copied"
APPROVED = "approvals.approved"
FAILED = "approvals.failed"
REJECTED = "approvals.rejected"
SENT_BACK = "approvals.sent_back"
CHANGED = "approvals.changed"
COMMENTED = "approvals.commented"

NOTICE_KINDS = (
    NoticeKind(
        ASKED,
        gettext_noop("%(who)s asks you to approve: %(what)s %(number)s %(party)s %(amount)s"),
        "approval",
    ),
    NoticeKind(REMINDED, gettext_noop("%(what)s %(number)s still waits for your approval"), "alarm"),
    NoticeKind(
        COPIED, gettext_noop("%(what)s %(number)s %(amount)s was approved; copy to you"), "content_copy"
    ),
    NoticeKind(APPROVED, gettext_noop("%(what)s %(number)s was approved"), "task_alt"),
    NoticeKind(
        FAILED,
        gettext_noop("%(what)s %(number)s was approved but could not be carried out: %(why)s"),
        "error",
    ),
    NoticeKind(REJECTED, gettext_noop("%(what)s %(number)s was rejected: %(why)s"), "cancel"),
    NoticeKind(SENT_BACK, gettext_noop("%(what)s %(number)s came back to be amended: %(why)s"), "undo"),
    NoticeKind(
        CHANGED,
        gettext_noop("%(what)s %(number)s was changed and needs approval anew"),
        "sync_problem",
    ),
    NoticeKind(COMMENTED, gettext_noop("%(who)s on %(what)s %(number)s: %(why)s"), "comment"),
)
ADDRESS = "/desk/approvals/{}/"


def tell(
    kind: str, request: Any, user_ids: Iterable[int | None], who: str = "", why: str = ""
) -> NoticeDraft:
    """Return what is to be told of a request."""
    told = [each for each in user_ids if each is not None]
    return NoticeDraft(told, kind, _params(request, who, why), ADDRESS.format(request.pk), str(request.pk))


def _params(request: Any, who: str, why: str) -> dict[str, Any]:
    facts = request.facts
    return {
        "who": who or "Nonet",
        "what": words(point(request.point).name),
        "number": facts.get("number") or request.number,
        "party": facts.get("party") or "",
        "amount": money(request.amount, request.currency) if request.amount is not None else "",
        "why": why,
    }


def keys(requests: Sequence[Any]) -> list[str]:
    """Return by what the notices of requests are known."""
    return [str(each.pk) for each in requests]
