"""The rules of approval on the desk: read as sentences, changed in a form, tried on a document; and who stands in."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.contrib import admin, messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from nonet.kernel import sql
from nonet.kernel.actor import current_actor, current_company_id
from nonet.kernel.approvals.models import Delegation, Own, Rule
from nonet.kernel.approvals.points import points
from nonet.kernel.approvals.ready import READY, install_rules
from nonet.kernel.approvals.rules import askers, rule_for, rules_of
from nonet.kernel.approvals.sentences import read_names, sentence
from nonet.kernel.approvals.services.ruling import (
    DelegationDraft,
    RuleDraft,
    StepDraft,
    amount_of,
    delegate,
    end_delegations,
    end_rules,
    save_rules,
)
from nonet.kernel.clock import today
from nonet.kernel.documents import document_types
from nonet.kernel.errors import InvalidInput, NonetError
from nonet.kernel.models import Membership, Role
from nonet.kernel.people.models import Department
from nonet.kit.admin.base import actor_may
from nonet.kit.guarding import fact_of

READ = "approvals.read_all"
WRITE = "approvals.save_rules"
STEPS = 4


def _page(request: HttpRequest, template: str, title: Any, **context: Any) -> HttpResponse:
    return TemplateResponse(
        request, f"desk/approvals/{template}", {**admin.site.each_context(request), "title": title, **context}
    )


def _require(code: str) -> None:
    if not actor_may(code):
        raise Http404


def rules(request: HttpRequest) -> HttpResponse:
    """Show every rule as a sentence, in the order in which they decide; end some."""
    _require(READ)
    if request.method == "POST":
        _require(WRITE)
        ids = [int(each) for each in request.POST.getlist("rule") if each.isdecimal()]
        end_rules(rule_ids=ids)
        return HttpResponseRedirect(request.path)
    names = read_names()
    found = Rule.objects.order_by("-is_active", "point", "position", "pk")
    shown = [(each, sentence(each, names)) for each in found]
    taken = {each.point for each, _told in shown if each.is_active}
    return _page(
        request,
        "rules.html",
        _("Approval rules"),
        rules=shown,
        ready=[(each, _(each.name)) for each in READY if each.point not in taken],
        may_write=actor_may(WRITE),
    )


def ready(request: HttpRequest) -> HttpResponse:
    """Take over one ready rule."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    _require(WRITE)
    try:
        install_rules(codes=[request.POST.get("code", "")]).require_all()
    except NonetError as fact:
        messages.error(request, fact.message)
    return HttpResponseRedirect(reverse("admin:approvalrules"))


def edit(request: HttpRequest, rule_id: int | None = None) -> HttpResponse:
    """Show or save one rule; what is refused is shown with all that was typed."""
    _require(WRITE if request.method == "POST" or rule_id is None else READ)
    found = Rule.objects.filter(pk=rule_id).first() if rule_id else None
    if rule_id and found is None:
        raise Http404
    fact: NonetError | None = None
    if request.method == "POST":
        fact = _save(request, rule_id)
        if fact is None:
            messages.success(request, _("The rule is in force."))
            return HttpResponseRedirect(reverse("admin:approvalrules"))
    typed = request.POST if request.method == "POST" else None
    return _page(
        request,
        "rule.html",
        str(found or _("New rule")),
        fact=fact,
        form=_typed(typed) if typed is not None else _form_of(found),
        steps=_typed_steps(typed) if typed is not None else _steps_of(found),
        may_write=actor_may(WRITE),
        **_choices(),
    )


def _choices() -> dict[str, Any]:
    members = Membership.objects.filter(user__is_active=True).select_related("user")
    users = sorted({each.user_id: str(each.user) for each in members}.items(), key=lambda each: each[1])
    roles = list(Role.objects.order_by("pk").values_list("pk", "name"))
    departments = list(Department.objects.filter(is_active=True).order_by("code").values_list("pk", "name"))
    who = [
        (_("Roles"), [(f"role:{id_}", name) for id_, name in roles]),
        (_("People"), [(f"user:{id_}", name) for id_, name in users]),
        (
            _("Departments"),
            [
                ("superior:", _("the asker's superior")),
                ("head:", _("the head of the asker's department")),
                *(
                    (f"head:{id_}", _("the head of %(department)s") % {"department": name})
                    for id_, name in departments
                ),
            ],
        ),
    ]
    return {
        "points": [(each.code, _(each.many)) for each in points().values()],
        "users": users,
        "roles": roles,
        "departments": departments,
        "who": who,
        "owns": Own.choices,
        "needs": [("any", _("any one")), ("all", _("all")), ("count", _("as many as"))],
    }


FIELDS = (
    *("name", "point", "position", "department_id", "asker_id", "asker_role_id"),
    *("own", "remind_after_hours", "escalate_after_hours", "valid_from", "valid_until"),
)


def _form_of(rule: Any) -> dict[str, Any]:
    if rule is None:
        return {
            "point": "purchase_order",
            "position": "10",
            "own": "forbid",
            "valid_from": today().isoformat(),
        }
    form: dict[str, Any] = {
        name: "" if (value := getattr(rule, name)) is None else str(value) for name in FIELDS
    }
    form["amount_above"] = "" if rule.amount_above is None else f"{rule.amount_above.normalize():f}"
    for name in ("discount_above", "tolerance"):
        value = getattr(rule, name)
        form[name] = "" if not value else f"{(value * 100).normalize():f}"
    form["copy_to"] = [str(each) for each in rule.copy_to]
    form["is_active"] = rule.is_active
    return form


def _typed(post: Any) -> dict[str, Any]:
    return {**post.dict(), "copy_to": post.getlist("copy_to")}


def _steps_of(rule: Any) -> list[dict[str, Any]]:
    steps = [
        {
            "need": each.get("need", "any"),
            "count": each.get("count") or 1,
            "above": each.get("above") or "",
            "who": [f"{who['kind']}:{who.get('id') or ''}" for who in each["who"]],
        }
        for each in (rule.steps if rule else [])
    ]
    return steps + [{"need": "any", "count": 1, "above": "", "who": []}] * max(0, STEPS - len(steps))


def _typed_steps(post: Any) -> list[dict[str, Any]]:
    return [
        {
            "need": post.get(f"need_{n}", "any"),
            "count": post.get(f"count_{n}", "1"),
            "above": post.get(f"above_{n}", ""),
            "who": post.getlist(f"who_{n}"),
        }
        for n in range(STEPS)
    ]


def _save(request: HttpRequest, rule_id: int | None) -> NonetError | None:
    try:
        save_rules(rules=[_draft(request.POST, rule_id)]).require_all()
    except Exception as error:
        fact = fact_of(error)
        if fact is None:
            raise
        return fact
    return None


def _draft(post: Any, rule_id: int | None) -> RuleDraft:
    steps = [_step(each) for each in _typed_steps(post) if each["who"]]
    discount, tolerance = amount_of(post.get("discount_above", "")), amount_of(post.get("tolerance", ""))
    return RuleDraft(
        name=post.get("name", ""),
        point=post.get("point", ""),
        steps=steps,
        id=rule_id,
        position=_number(post.get("position", "")) or 10,
        amount_above=amount_of(post.get("amount_above", "")),
        discount_above=None if discount is None else discount / 100,
        department_id=_number(post.get("department_id", "")),
        asker_id=_number(post.get("asker_id", "")),
        asker_role_id=_number(post.get("asker_role_id", "")),
        own=post.get("own", "forbid"),
        tolerance=(tolerance or Decimal(0)) / 100,
        copy_to=[int(each) for each in post.getlist("copy_to") if each.isdecimal()],
        remind_after_hours=_number(post.get("remind_after_hours", "")),
        escalate_after_hours=_number(post.get("escalate_after_hours", "")),
        valid_from=_day(post.get("valid_from", "")),
        valid_until=_day(post.get("valid_until", "")),
    )


def _step(typed: dict[str, Any]) -> StepDraft:
    who = []
    for each in typed["who"]:
        kind, _sep, target = each.partition(":")
        who.append({"kind": kind, "id": int(target) if target.isdecimal() else None})
    return StepDraft(who, typed["need"], _number(typed["count"]) or 1, amount_of(typed["above"]))


def _number(text: str) -> int | None:
    return int(text) if text.strip().isdecimal() and len(text.strip()) < 10 else None


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InvalidInput("valid_from", _("%(text)s is no date") % {"text": text}) from error


def test(request: HttpRequest) -> HttpResponse:
    """Tell what a document would need, without doing anything."""
    _require(READ)
    code, number = request.GET.get("point", "purchase_order"), request.GET.get("number", "").strip()
    where = points().get(code)
    asker = _number(request.GET.get("asker", "")) or current_actor().user_id
    found: dict[str, Any] = {}
    if where is not None and number:
        found = _tried(where, number, asker)
    return _page(
        request,
        "test.html",
        _("What would this document need?"),
        code=code,
        number=number,
        asker=str(asker or ""),
        tried=found,
        **_choices(),
    )


def _tried(where: Any, number: str, asker: int | None) -> dict[str, Any]:
    kind = document_types().get(where.document)
    table, column = (kind.table, kind.number) if kind else ("parties_party", "code")
    row = sql.row(
        f'SELECT id FROM "{table}" WHERE company_id = %s AND "{column}" = %s ORDER BY id LIMIT 1',
        (current_company_id(), number),
    )
    facts = where.facts([row.id]).get(row.id) if row else None
    if facts is None:
        return {"missing": True}
    rule = rule_for(rules_of(where.code), facts, askers([asker])[asker])
    return {"facts": facts, "rule": rule, "sentence": sentence(rule, read_names()) if rule else ""}


def delegations(request: HttpRequest) -> HttpResponse:
    """Show who stands in for whom; let somebody stand in for oneself."""
    fact: NonetError | None = None
    if request.method == "POST":
        fact = _delegate(request)
        if fact is None:
            return HttpResponseRedirect(request.path)
    found = Delegation.objects.filter(until_on__gte=today(), is_active=True)
    if not actor_may(READ):
        mine = current_actor().user_id or 0
        found = found.filter(Q(user_id=mine) | Q(stand_in_id=mine))
    return _page(
        request,
        "delegations.html",
        _("Who stands in"),
        rows=found.select_related("user", "stand_in").order_by("from_on", "pk")[:200],
        fact=fact,
        typed=request.POST,
        today=today().isoformat(),
        may_all=actor_may(WRITE),
        me=current_actor().user_id,
        **_choices(),
    )


def _delegate(request: HttpRequest) -> NonetError | None:
    try:
        if (ended := _number(request.POST.get("end", ""))) is not None:
            end_delegations(delegation_ids=[ended]).require_all()
            return None
        draft = DelegationDraft(
            stand_in_id=_number(request.POST.get("stand_in", "")) or 0,
            from_on=_day(request.POST.get("from_on", "")) or today(),
            until_on=_day(request.POST.get("until_on", "")) or today(),
            user_id=_number(request.POST.get("user", "")),
            points=[each for each in request.POST.getlist("points") if each],
            reason=request.POST.get("reason", "")[:200],
        )
        delegate(delegations=[draft]).require_all()
    except Exception as error:
        fact = fact_of(error)
        if fact is None:
            raise
        return fact
    return None
