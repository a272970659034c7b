"""What a verb wants to know again once its document is approved, kept with the request."""

from collections.abc import Mapping
from typing import Any

from nonet.kernel.approvals.errors import ApprovalAsked
from nonet.kernel.approvals.models import Request
from nonet.kernel.errors import NonetError


def keep_with_requests(work: Mapping[int, Mapping[str, Any]], refused: Mapping[int, NonetError]) -> None:
    """Keep work with the requests of documents that were refused because they wait for approval, by document.

    Raises the first refusal that is anything else.
    """
    by_request: dict[int, Mapping[str, Any]] = {}
    for document_id, error in refused.items():
        if not isinstance(error, ApprovalAsked):
            raise error
        by_request[int(error.params["request_id"])] = work[document_id]
    if not by_request:
        return
    requests = list(Request.objects.filter(pk__in=by_request))
    for each in requests:
        each.work = {**each.work, **by_request[each.pk]}
    Request.objects.bulk_update(requests, ["work"])
