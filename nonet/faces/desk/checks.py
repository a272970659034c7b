"""The checks page: every invariant in words, its last verdict with when and by whom, and links to what breaks it."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from nonet.faces.desk.addresses import address_of
from nonet.kernel import checks as kernel_checks
from nonet.kernel.documents import document_types
from nonet.kit.admin.base import actor_may
from nonet.kit.proving import ask_for_proof, last_proofs

OWNERS = {"order_id": "orders_order", "invoice_id": "money_invoice"}
TYPES = {
    "item_id": "item",
    "party_id": "party",
    "delivery_id": "delivery",
    "receipt_id": "receipt",
    "payment_id": "payment",
    "count_id": "count",
}


def checks(request: HttpRequest) -> HttpResponse:
    """Show the invariants with their last verdicts; proving them anew is a job, since it reads all lines."""
    _require()
    if request.method == "POST":
        ask_for_proof()
        return HttpResponseRedirect(reverse("admin:checks"))
    busy, last = last_proofs()
    told: Any = last.result if last is not None and isinstance(last.result, dict) else {}
    verdicts = {each["name"]: each for each in told.get("results", [])}
    context = {
        **admin.site.each_context(request),
        "title": _("Checks"),
        "invariants": [_shown(each, verdicts.get(each.name)) for each in kernel_checks.invariants()],
        "last": last,
        "busy": busy,
        "broken": told.get("broken"),
        **_share(busy),
    }
    return TemplateResponse(request, "desk/checks.html", context)


def progress(request: HttpRequest) -> HttpResponse:
    """Answer with how far the proof is; the page is shown anew once it is over."""
    _require()
    busy, _last = last_proofs()
    answer = render(request, "desk/checks_progress.html", {"busy": busy, **_share(busy)})
    if busy is None:
        answer.headers["HX-Refresh"] = "true"
    return answer


def _require() -> None:
    if not actor_may("kernel.run_checks"):
        raise Http404


def _share(busy: Any) -> dict[str, int]:
    return {"share": 100 * busy.done // busy.total if busy is not None and busy.total else 0}


def _shown(invariant: Any, verdict: Any) -> dict[str, Any]:
    findings = [_finding(each) for each in verdict["findings"]] if verdict else []
    return {
        "name": invariant.name,
        "says": _(invariant.says),
        "ok": verdict["ok"] if verdict else None,
        "findings": findings,
    }


def _finding(row: dict[str, str]) -> list[tuple[str, str, str]]:
    return [(name, value, _address(name, value)) for name, value in row.items()]


def _address(name: str, value: str) -> str:
    """Return the page of what a column of a finding names, when it names something."""
    if not value.isdigit():
        return ""
    kinds = [TYPES[name]] if name in TYPES else _types_of(OWNERS.get(name, ""))
    return next((found for each in kinds if (found := address_of(each, int(value), sure=False))), "")


def _types_of(table: str) -> list[str]:
    return [code for code, each in document_types().items() if each.table == table]


def urls(site: Any) -> list[Any]:
    """Return the addresses of these pages."""
    return [
        path("checks/", site.admin_view(checks), name="checks"),
        path("checks/progress/", site.admin_view(progress), name="checks_progress"),
    ]
