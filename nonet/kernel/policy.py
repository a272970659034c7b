"""What a company has decided should run by itself."""

import json
from time import monotonic
from typing import Any

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

REMEMBERED_SECONDS = 5.0
_known: dict[int, tuple[float, dict[str, Any]]] = {}


def policy() -> dict[str, Any]:
    """Return the policy of the company at work; remembered a few seconds per process."""
    company_id = current_company_id()
    read_at, known = _known.get(company_id, (0.0, {}))
    if not read_at or monotonic() - read_at > REMEMBERED_SECONDS:
        found = sql.row("SELECT policy FROM kernel_company WHERE id = %s", (company_id,))
        known = json.loads(found.policy) if found else {}
        _known[company_id] = (monotonic(), known)
    return known


def is_automatic(step: str) -> bool:
    """Return whether a step of a flow runs by itself: ``{"automatic": ["reserve", "invoice", "post"]}``."""
    return step in policy().get("automatic", ())


def forget_policies() -> None:
    """Drop what this process remembers; called when a policy changes."""
    _known.clear()
