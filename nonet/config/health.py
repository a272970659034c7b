"""Two pages for whoever watches the process: is it up (``/healthz``), can it serve (``/readyz``)."""

from typing import Any

from django.db import DatabaseError
from django.http import JsonResponse

from nonet.kernel.embedded import EmbeddedError
from nonet.kernel.readiness import is_migrated, queue_age_seconds


def up() -> JsonResponse:
    """Answer that the process runs; touches nothing."""
    return _answer({"status": "ok"})


def ready() -> JsonResponse:
    """Answer whether the database is reachable and migrated, and how long the oldest due job has waited."""
    try:
        facts: dict[str, Any] = {"database": True, "migrated": is_migrated()}
        if facts["migrated"]:
            facts["queue_age_seconds"] = queue_age_seconds()
    except (DatabaseError, EmbeddedError) as error:
        facts = {"database": False, "migrated": False, "error": type(error).__name__}
    fine = facts["database"] and facts["migrated"]
    return _answer({"status": "ok" if fine else "unavailable", **facts}, 200 if fine else 503)


def _answer(facts: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(facts, status=status, headers={"Cache-Control": "no-store"})


PAGES = {"/healthz": up, "/readyz": ready}
