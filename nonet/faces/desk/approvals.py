"""Approvals on the desk: what waits for me, one request with its chain, and a document's own approvals."""

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nonet.faces.desk import approval_rules
from nonet.kernel.actor import current_actor
from nonet.kernel.approvals import selectors
from nonet.kernel.approvals.models import Request
from nonet.kernel.approvals.points import point, points
from nonet.kernel.approvals.sentences import Names, read_names, sentence, step_words
from nonet.kernel.approvals.services import deciding, steering
from nonet.kernel.models import Membership
from nonet.kernel.verbs import Outcome
from nonet.kit.admin.base import actor_may
from nonet.kit.guarding import fact_of
from nonet.kit.show import badge

PAGE = 50
TONES = {"pending": "warning", "approved": "success", "rejected": "danger", "sent_back": "warning"}
TASK_TONES = {"open": "warning", "approved": "success", "rejected": "danger"}
VIEWS: dict[str, Callable[[], Any]] = {
    "waiting": selectors.waiting_for_me,
    "asked": selectors.asked_by_me,
    "decided": selectors.decided_by_me,
    "all": lambda: selectors.seen_requests().order_by("-pk"),
}


def _page(request: HttpRequest, template: str, title: Any, **context: Any) -> HttpResponse:
    return TemplateResponse(
        request, template, {**admin.site.each_context(request), "title": title, **context}
    )


def inbox(request: HttpRequest) -> HttpResponse:
    """Show what waits for the user, with what is needed to decide at once."""
    view = request.GET.get("view", "waiting")
    if view not in VIEWS:
        raise Http404
    rows = list(VIEWS[view]().select_related("asked_by", "department")[:PAGE])
    names, tasks = read_names(), selectors.tasks_of([each.pk for each in rows])
    return _page(
        request,
        "desk/approvals/inbox.html",
        _("Approvals"),
        view=view,
        views=_views(),
        rows=[_card(each, tasks.get(each.pk, []), names) for each in rows],
        people=_people(),
    )


def _views() -> list[tuple[str, Any, int]]:
    waiting = selectors.waiting_for_me().count()
    return [
        ("waiting", _("Waiting for me"), waiting),
        ("asked", _("Asked by me"), 0),
        ("decided", _("Decided by me"), 0),
        ("all", _("All that I may see"), 0),
    ]


def _people() -> list[tuple[int, str]]:
    """Return the users whom a request can be given to or copied."""
    members = Membership.objects.filter(user__is_active=True).select_related("user")
    found = {each.user_id: str(each.user) for each in members}
    return sorted(found.items(), key=lambda each: each[1])


def _card(request: Any, tasks: Sequence[Any], names: Names) -> dict[str, Any]:
    """Return a request as its card shows it."""
    where, user_id = point(request.point), current_actor().user_id
    is_open = request.state == Request.State.PENDING
    mine = next((t for t in tasks if t.user_id == user_id and t.state == "open"), None)
    return {
        "request": request,
        "kind": _(where.name),
        "number": request.facts.get("number") or request.number,
        "state": badge(request.get_state_display(), TONES.get(request.state, "plain")),
        "facts": request.facts,
        "more": max(0, request.facts.get("count", 0) - len(request.facts.get("shown", ()))),
        "foreign": request.facts.get("currency") not in ("", request.currency),
        "document": _document_address(request),
        "why": _why(request, names),
        "steps": [
            _step(n, each, tasks, request, names) for n, each in enumerate(request.rule_facts["steps"])
        ],
        "waits_with": ", ".join(str(t.user) for t in tasks if t.state == "open") if is_open else "",
        "mine": mine if is_open else None,
        "is_asker": is_open and request.asked_by_id == user_id,
    }


def _why(request: Any, names: Names) -> str:
    """Return the rule by which a request was needed, as it was then."""
    kept = request.rule_facts
    rule = SimpleNamespace(
        point=request.point,
        steps=kept["steps"],
        amount_above=kept.get("amount_above"),
        discount_above=kept.get("discount_above"),
        department_id=kept.get("department"),
        asker_id=kept.get("asker"),
        asker_role_id=kept.get("asker_role"),
        party_ids=(),
        category_ids=(),
    )
    return sentence(rule, names)


def _step(n: int, step: dict[str, Any], tasks: Sequence[Any], request: Any, names: Names) -> dict[str, Any]:
    """Return one step of a chain: what it asks for, who has a part in it, how far it is."""
    parts = [
        {
            "user": str(each.user),
            "instead_of": str(each.instead_of) if each.instead_of_id else "",
            "state": badge(each.get_state_display(), TASK_TONES.get(each.state, "plain")),
            "ended_at": each.ended_at,
        }
        for each in tasks
        if each.step == n
    ]
    at = request.step
    how = "done" if n < at or request.state == "approved" else ("here" if n == at else "todo")
    return {"words": step_words(step, names), "parts": parts, "how": how}


def _document_address(request: Any) -> str:
    where = point(request.point)
    if not request.document_id or not where.page or (where.read and not actor_may(where.read)):
        return ""
    try:
        return reverse(f"admin:{where.page}_change", args=[request.document_id])
    except NoReverseMatch:
        return ""


def one(request: HttpRequest, request_id: int) -> HttpResponse:
    """Show one request: the document's essentials, the chain, everything that was done, and what one can do."""
    found = selectors.seen_requests().filter(pk=request_id).select_related("asked_by", "department").first()
    if found is None:
        raise Http404
    names, tasks = read_names(), selectors.tasks_of([found.pk])
    return _page(
        request,
        "desk/approvals/request.html",
        found.number,
        card=_card(found, tasks.get(found.pk, []), names),
        decisions=selectors.decisions_of(found.pk),
        people=_people(),
    )


def _user(request: HttpRequest) -> int:
    given = request.POST.get("user", "")
    return int(given) if given.isdecimal() else 0


ACTS: dict[str, Callable[[HttpRequest, list[int], str], Outcome]] = {
    "approve": lambda request, ids, note: deciding.approve(request_ids=ids, note=note),
    "reject": lambda request, ids, note: deciding.reject(request_ids=ids, note=note),
    "send_back": lambda request, ids, note: deciding.send_back(request_ids=ids, note=note),
    "withdraw": lambda request, ids, note: steering.withdraw(request_ids=ids, note=note),
    "remind": lambda request, ids, note: steering.remind(request_ids=ids),
    "comment": lambda request, ids, note: steering.comment(request_ids=ids, note=note),
    "hand_over": lambda request, ids, note: steering.hand_over(
        request_ids=ids, user_id=_user(request), note=note
    ),
    "add_approver": lambda request, ids, note: steering.add_approver(
        request_ids=ids, user_id=_user(request), note=note
    ),
    "send_copies": lambda request, ids, note: steering.send_copies(
        request_ids=ids, user_ids=[_user(request)], note=note
    ),
}


def act(request: HttpRequest) -> HttpResponse:
    """Do one thing to all requests picked, and tell what was refused."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    ids = [int(each) for each in request.POST.getlist("request") if each.isdecimal()]
    one_id, _sep, one_act = request.POST.get("one", "").partition(":")
    chosen = one_act or request.POST.get("act", "")
    if one_id.isdecimal():
        ids = [int(one_id)]
    if chosen not in ACTS:
        raise Http404
    if not ids:
        messages.error(request, _("Pick at least one request."))
        return _back(request)
    note = request.POST.get(f"note_{one_id}" if one_id else "note", "") or request.POST.get("note", "")
    try:
        _tell(request, ids, ACTS[chosen](request, ids, note))
    except Exception as error:
        fact = fact_of(error)
        if fact is None:
            raise
        messages.error(request, fact.message)
    return _back(request)


def _tell(request: HttpRequest, ids: Sequence[int], outcome: Outcome) -> None:
    if outcome.done:
        told = ngettext("%(count)s request done.", "%(count)s requests done.", len(outcome.done))
        messages.success(request, told % {"count": len(outcome.done)})
    numbers = dict(Request.objects.filter(pk__in=list(outcome.refused)).values_list("pk", "number"))
    for each, error in outcome.refused.items():
        number = numbers.get(each, "")
        messages.error(request, error.message if number in error.message else f"{number}: {error.message}")
    failed = Request.objects.filter(pk__in=outcome.done, carried=Request.Carried.FAILED)
    for each in failed:
        what = {"number": each.facts.get("number") or each.number, "why": each.trouble}
        messages.warning(request, _("%(number)s is approved but could not be carried out: %(why)s") % what)


def _back(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("next", "")
    own = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return HttpResponseRedirect(wanted if own else reverse("admin:approvals"))


def panel(request: HttpRequest, page: Any, instance: Any) -> dict[str, Any] | None:
    """Return the approvals of a document for its page; nothing when it never needed one."""
    name = f"{instance._meta.app_label}_{instance._meta.model_name}"
    document = getattr(page, "document", "")
    codes = [
        each.code
        for each in points().values()
        if each.page == name or (document and each.document == document)
    ]
    found = selectors.requests_of(codes, instance.pk, 3) if codes else []
    if not found:
        return None
    ids = [each.pk for each in found]
    names, tasks = read_names(), selectors.tasks_of(ids)
    return {
        "cards": [_card(each, tasks.get(each.pk, []), names) for each in found],
        "may_open": set(selectors.seen_requests().filter(pk__in=ids).values_list("pk", flat=True)),
    }


def urls(site: Any) -> list[Any]:
    """Return the addresses of these pages."""
    view = site.admin_view
    return [
        path("approvals/", view(inbox), name="approvals"),
        path("approvals/act/", view(act), name="approvals_act"),
        path("approvals/rules/", view(approval_rules.rules), name="approvalrules"),
        path("approvals/rules/ready/", view(approval_rules.ready), name="approval_rules_ready"),
        path("approvals/rules/test/", view(approval_rules.test), name="approval_rules_test"),
        path("approvals/rules/new/", view(approval_rules.edit), name="approval_rule_new"),
        path("approvals/rules/<int:rule_id>/", view(approval_rules.edit), name="approval_rule"),
        path("approvals/delegations/", view(approval_rules.delegations), name="approval_delegations"),
        path("approvals/<int:request_id>/", view(one), name="approval"),
    ]
