"""The rules of approval on the desk: read as sentences, changed in a form, tried on a document; and who stands in."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from nonet.faces.desk import approval_rule_form as form
from nonet.kernel import sql
from nonet.kernel.actor import current_actor, current_company_id
from nonet.kernel.approvals.models import Delegation, Rule
from nonet.kernel.approvals.points import points
from nonet.kernel.approvals.ready import READY, install_rules
from nonet.kernel.approvals.rules import askers, rule_for, rules_of
from nonet.kernel.approvals.sentences import read_names, sentence
from nonet.kernel.approvals.services.ruling import (
    DelegationDraft,
    delegate,
    end_delegations,
    end_rules,
    save_rules,
)
from nonet.kernel.clock import today
from nonet.kernel.documents import document_types
from nonet.kernel.errors import NonetError
from nonet.kit.admin.base import actor_may
from nonet.kit.guarding import fact_of

READ = "approvals.read_all"
WRITE = "approvals.save_rules"


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
    post = request.POST if request.method == "POST" else None
    return _page(
        request,
        "rule.html",
        str(found or _("New rule")),
        fact=fact,
        form=form.typed(post) if post is not None else form.form_of(found),
        steps=form.typed_steps(post) if post is not None else form.steps_of(found),
        may_write=actor_may(WRITE),
        **form.choices(),
    )


def _save(request: HttpRequest, rule_id: int | None) -> NonetError | None:
    try:
        save_rules(rules=[form.draft_of(request.POST, rule_id)]).require_all()
    except Exception as error:
        fact = fact_of(error)
        if fact is None:
            raise
        return fact
    return None


def test(request: HttpRequest) -> HttpResponse:
    """Tell what a document would need, without doing anything."""
    _require(READ)
    code, number = request.GET.get("point", "purchase_order"), request.GET.get("number", "").strip()
    where = points().get(code)
    asker = form.number(request.GET.get("asker", "")) or current_actor().user_id
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
        **form.choices(),
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
        **form.choices(),
    )


def _delegate(request: HttpRequest) -> NonetError | None:
    try:
        if (ended := form.number(request.POST.get("end", ""))) is not None:
            end_delegations(delegation_ids=[ended]).require_all()
            return None
        draft = DelegationDraft(
            stand_in_id=form.number(request.POST.get("stand_in", "")) or 0,
            from_on=form.day(request.POST.get("from_on", "")) or today(),
            until_on=form.day(request.POST.get("until_on", "")) or today(),
            user_id=form.number(request.POST.get("user", "")),
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
