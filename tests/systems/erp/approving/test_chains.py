"""Chains of approvers: any, all, some of them, one after the other; who stands in, who takes over, who may not."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from nonet.books.orders.models import Order
from nonet.kernel.approvals.models import Decision, Request, Task
from nonet.kernel.approvals.ready import READY, install_rules
from nonet.kernel.approvals.reminding import chase
from nonet.kernel.approvals.rules import askers, rule_for, rules_of
from nonet.kernel.approvals.selectors import seen_requests, waiting_for_me
from nonet.kernel.approvals.sentences import read_names, sentence
from nonet.kernel.approvals.services.deciding import approve, reject, send_back
from nonet.kernel.approvals.services.ruling import (
    DelegationDraft,
    RuleDraft,
    StepDraft,
    delegate,
    save_rules,
)
from nonet.kernel.approvals.services.steering import (
    add_approver,
    comment,
    hand_over,
    remind,
    send_copies,
    withdraw,
)
from nonet.kernel.clock import today
from nonet.kernel.notices.models import Notice
from nonet.kernel.people.services import save_posts
from nonet.systems.erp.approving import facts
from nonet.systems.erp.services.purchasing import confirm_purchase_orders

from .conftest import Firm

pytestmark = pytest.mark.django_db


def asked(firm: Firm, quantity: int = 100, by: str = "buyer") -> tuple[int, Any]:
    """Ask for a purchase; return the order and the request."""
    with firm.at_work(by):
        order = firm.purchase(quantity)
        confirm_purchase_orders(order_ids=[order])
    return order, firm.request()


def agree(firm: Firm, name: str, request: Any) -> Any:
    with firm.at_work(name):
        return approve(request_ids=[request.pk])


def state(order: int) -> str:
    return str(Order.objects.get(pk=order).state)


def test_steps_follow_one_another(firm: Firm) -> None:
    firm.rule(StepDraft([{"kind": "head"}]), firm.by("boss", "fina"))
    order, request = asked(firm)
    with firm.at_work("boss"):
        assert not waiting_for_me().exists()
        assert approve(request_ids=[request.pk]).refused[request.pk].code == "not_your_turn"
    agree(firm, "head", request).require_all()
    assert state(order) == "draft"
    agree(firm, "fina", request).require_all()
    assert state(order) == "confirmed"
    assert set(Task.objects.values_list("user_id", "state")) == {
        (firm.id("head"), "approved"),
        (firm.id("boss"), "not_needed"),
        (firm.id("fina"), "approved"),
    }


@pytest.mark.parametrize(("need", "count", "enough"), [("any", 1, 1), ("count", 2, 2), ("all", 1, 3)])
def test_any_some_or_all_must_agree(firm: Firm, need: str, count: int, enough: int) -> None:
    firm.rule(firm.by("boss", "fina", "head", need=need, count=count))
    order, request = asked(firm)
    for n, name in enumerate(("boss", "fina", "head"), 1):
        if state(order) == "draft":
            agree(firm, name, request)
        assert state(order) == ("confirmed" if n >= enough else "draft")


def test_a_step_counts_only_above_its_amount(firm: Firm) -> None:
    firm.rule(firm.by("head"), firm.by("boss", above=Decimal(10_000)))
    order, request = asked(firm)
    agree(firm, "head", request)
    assert state(order) == "confirmed"
    order, request = asked(firm, 1000)
    agree(firm, "head", request)
    assert state(order) == "draft"


def test_nobody_decides_the_own_request(firm: Firm) -> None:
    firm.rule()
    _, request = asked(firm, by="boss")
    assert not Task.objects.exists()
    assert agree(firm, "boss", request).refused[request.pk].code == "not_your_turn"


@pytest.mark.parametrize(("own", "waits"), [("allow", True), ("auto", False)])
def test_a_rule_may_let_the_asker_decide(firm: Firm, own: str, waits: bool) -> None:
    firm.rule(own=own)
    order, request = asked(firm, by="boss")
    assert state(order) == ("draft" if waits else "confirmed")
    if waits:
        agree(firm, "boss", request).require_all()
    assert (firm.request().state, firm.request().carried) == ("approved", "done")


def test_without_an_approver_the_owners_decide(firm: Firm) -> None:
    firm.rule(StepDraft([{"kind": "superior"}]))
    save_posts(posts=[{"user_id": firm.id("buyer"), "department_id": None}]).require_all()
    _, request = asked(firm)
    assert list(Task.objects.values_list("user_id", "why")) == [(firm.id("boss"), "nobody")]
    agree(firm, "boss", request)


@pytest.mark.parametrize("verb", [reject, send_back])
def test_turning_down_needs_a_reason_and_ends_it(firm: Firm, verb: Any) -> None:
    firm.rule(firm.by("boss", "fina"))
    order, request = asked(firm)
    with firm.at_work("boss"):
        assert verb(request_ids=[request.pk], note=" ").refused[request.pk].code == "reason_missing"
        verb(request_ids=[request.pk], note="太贵").require_all()
    assert state(order) == "draft"
    assert Notice.objects.get(user_id=firm.id("buyer")).params["why"] == "太贵"
    assert agree(firm, "fina", request).refused[request.pk].code == "request_ended"
    with firm.at_work("buyer"):
        confirm_purchase_orders(order_ids=[order])
    assert firm.request().pk != request.pk


def test_only_the_asker_withdraws_and_reminds(firm: Firm) -> None:
    firm.rule()
    _, request = asked(firm)
    with firm.at_work("clerk"):
        assert withdraw(request_ids=[request.pk]).refused[request.pk].code == "not_your_request"
        assert remind(request_ids=[request.pk]).refused[request.pk].code == "not_your_request"
    with firm.at_work("buyer"):
        remind(request_ids=[request.pk]).require_all()
        assert Notice.objects.filter(kind="approvals.reminded", user_id=firm.id("boss")).count() == 1
        withdraw(request_ids=[request.pk]).require_all()
    assert firm.request().state == "withdrawn"
    assert not Notice.objects.filter(user_id=firm.id("boss"), read_at=None).exists()


def test_a_part_is_handed_over(firm: Firm) -> None:
    firm.rule()
    order, request = asked(firm)
    with firm.at_work("boss"):
        assert (
            hand_over(request_ids=[request.pk], user_id=firm.id("buyer")).refused[request.pk].code
            == "invalid_input"
        )
        hand_over(request_ids=[request.pk], user_id=firm.id("fina"), note="您定").require_all()
    assert agree(firm, "boss", request).refused[request.pk].code == "not_your_turn"
    agree(firm, "fina", request).require_all()
    assert state(order) == "confirmed"
    assert Decision.objects.get(act="approve").instead_of_id == firm.id("boss")


def test_an_added_approver_must_agree_too(firm: Firm) -> None:
    firm.rule()
    order, request = asked(firm)
    with firm.at_work("boss"):
        add_approver(request_ids=[request.pk], user_id=firm.id("fina")).require_all()
    agree(firm, "boss", request).require_all()
    assert state(order) == "draft"
    agree(firm, "fina", request).require_all()
    assert state(order) == "confirmed"


def test_copies_let_others_read_and_not_decide(firm: Firm) -> None:
    firm.rule()
    _, request = asked(firm)
    with firm.at_work("clerk"):
        assert not seen_requests().exists()
        assert comment(request_ids=[request.pk], note="?").refused[request.pk].code == "request_missing"
    with firm.at_work("boss"):
        send_copies(request_ids=[request.pk], user_ids=[firm.id("clerk")], note="请知悉").require_all()
    with firm.at_work("clerk"):
        assert seen_requests().count() == 1
        comment(request_ids=[request.pk], note="好").require_all()
    assert agree(firm, "clerk", request).refused[request.pk].code == "not_your_turn"


def test_a_stand_in_decides_in_the_other_s_name(firm: Firm) -> None:
    firm.rule()
    with firm.at_work("boss"):
        delegate(delegations=[DelegationDraft(firm.id("fina"), today(), today())]).require_all()
    with firm.at_work("clerk"):
        drafts = [DelegationDraft(firm.id("clerk"), today(), today(), user_id=firm.id("boss"))]
        assert delegate(delegations=drafts).refused[0].code == "permission_missing"
    order, request = asked(firm)
    agree(firm, "fina", request).require_all()
    assert state(order) == "confirmed"
    assert Decision.objects.get(act="approve").instead_of_id == firm.id("boss")


def test_what_waits_too_long_is_reminded_and_moves_up(firm: Firm) -> None:
    firm.rule(firm.by("head"), remind_after_hours=4, escalate_after_hours=24)
    asked(firm)
    now = timezone.now()
    assert chase(now=now) == {"reminded": 0, "escalated": 0}
    assert chase(now=now + dt.timedelta(hours=5)) == {"reminded": 1, "escalated": 0}
    assert chase(now=now + dt.timedelta(hours=6)) == {"reminded": 0, "escalated": 0}
    assert chase(now=now + dt.timedelta(hours=25))["escalated"] == 1
    assert Task.objects.get(state="open").user_id == firm.id("boss")
    assert chase(now=now + dt.timedelta(hours=25))["escalated"] == 0


def test_history_is_for_good(firm: Firm) -> None:
    firm.rule()
    asked(firm)
    with pytest.raises(IntegrityError, match="append_only"), transaction.atomic():
        Decision.objects.update(note="nothing")
    with pytest.raises(IntegrityError, match=r"nonet\.state"), transaction.atomic():
        Request.objects.update(state="rejected")
        Request.objects.update(state="approved")


def test_rules_look_at_who_asks_what_and_when(firm: Firm) -> None:
    from nonet.kernel.people.models import Department

    firm.rule(department_id=Department.objects.get().pk)
    order = firm.purchase()
    (found,) = facts.orders([order]).values()
    rules, who = rules_of("purchase_order"), askers([firm.id("buyer"), firm.id("clerk")])
    assert rule_for(rules, found, who[firm.id("buyer")]) is not None
    assert rule_for(rules, found, who[firm.id("clerk")]) is None
    assert rule_for(rules, found, who[firm.id("buyer")], today() - dt.timedelta(days=1)) is None


def test_a_rule_is_a_sentence(firm: Firm) -> None:
    from django.utils.translation import override

    from nonet.kernel.approvals.models import Rule
    from nonet.kernel.people.models import Department

    rule = firm.rule(
        StepDraft([{"kind": "head"}]), firm.by("boss", "fina"), department_id=Department.objects.get().pk
    )
    with override("en"):
        told = sentence(Rule.objects.get(pk=rule), read_names())
    assert told == (
        "Purchase orders of 采购部 over ¥1,000 need the head of the asker's department, then any of boss, fina"
    )


@pytest.mark.parametrize(
    "facts_",
    [
        {"point": "nothing"},
        {"name": " "},
        {"steps": [StepDraft([])]},
        {"steps": [StepDraft([{"kind": "user", "id": 10**9}])]},
        {"steps": [StepDraft([{"kind": "superior"}], need="most")]},
        {"department_id": 10**9},
        {"valid_from": dt.date(2026, 2, 1), "valid_until": dt.date(2026, 1, 1)},
    ],
)
def test_a_rule_that_cannot_work_is_refused(firm: Firm, facts_: dict[str, Any]) -> None:
    draft = RuleDraft(**{"name": "Rule", "point": "purchase_order", **facts_})
    assert save_rules(rules=[draft]).refused[0].code == "invalid_input"


def test_ready_rules_can_be_taken_over(firm: Firm) -> None:
    with firm.at_work("boss"):
        install_rules(codes=[each.code for each in READY]).require_all()
    _, request = asked(firm, 1000)
    assert request.rule.point == "purchase_order"
