"""The same request twice is done once and answered twice."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import KeyReused


def once(key: str, verb: str, request: Any, work: Callable[[], Any]) -> Any:
    """Return ``work()`` the first time this key is seen, and the kept answer afterwards.

    Runs in the caller's transaction: a second call with the same key waits for the first to commit.

    Raises
    ------
    KeyReused
        When the key came before with another request.
    """
    wanted = _digest(verb, request)
    fresh = sql.row(
        "INSERT INTO kernel_idempotencykey (company_id, key, verb, request_hash) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (company_id, key) DO NOTHING RETURNING id",
        (current_company_id(), key, verb, wanted),
    )
    if fresh is None:
        return _kept_answer(key, wanted)
    answer = work()
    sql.execute(
        "UPDATE kernel_idempotencykey SET answer = %s::jsonb WHERE company_id = %s AND id = %s",
        (json.dumps(answer), current_company_id(), fresh.id),
    )
    return answer


def _kept_answer(key: str, wanted: str) -> Any:
    kept = sql.row(
        "SELECT request_hash, answer FROM kernel_idempotencykey WHERE company_id = %s AND key = %s",
        (current_company_id(), key),
    )
    if kept is None or kept.request_hash != wanted:
        raise KeyReused(key)
    return json.loads(kept.answer) if kept.answer is not None else None


def _digest(verb: str, request: Any) -> str:
    text = json.dumps([verb, request], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
