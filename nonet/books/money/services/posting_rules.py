"""What each event posts, many rules at once: the lines of an event are only kept together when they balance."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from nonet.books.money.charts import ROLES
from nonet.books.money.errors import RulesNotBalanced
from nonet.books.money.models import PostingRule
from nonet.books.money.plans import RULE
from nonet.books.money.posting_rule_data import (
    balances,
    load_posting_events,
    load_posting_rules,
    parse_identity,
)
from nonet.books.money.selectors.periods import closed_spans
from nonet.books.money.selectors.rules import forget_rules
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import InvalidInput, PeriodClosed
from nonet.kernel.verbs import verb
from nonet.masters.saving import Row, Saved, save_rows

ONE_DAY = dt.timedelta(days=1)


@verb("money.save_posting_rules")
def save_posting_rules(*, rules: Sequence[Row]) -> Saved:
    """Set lines of the entries that events make, keyed by event, position and first day.

    Whatever amounts an event brings, its lines must balance on each day, and of one position only one is valid: lines
    that belong together come in one call, and where they do not balance all of that event are refused.
    """
    plan, fixed = _plan()
    with transaction.atomic():
        saved = save_rows(plan, rules, fixed)
        wrong = _unbalanced({str(each.get("event")) for each in rules} & set(load_posting_events()))
        transaction.set_rollback(bool(wrong))
    if wrong:
        saved = _without(rules, wrong, lambda kept: save_rows(plan, kept, fixed))
    forget_rules()
    return saved


def _without(rules: Sequence[Row], wrong: dict[str, dt.date], save: Any) -> Saved:
    """Save the rules of events that balance; those of the others are refused."""
    kept = [at for at, each in enumerate(rules) if str(each.get("event")) not in wrong]
    saved: Saved = save([rules[at] for at in kept])
    saved.refused = {kept[n]: error for n, error in saved.refused.items()}
    for at, each in enumerate(rules):
        if (event := str(each.get("event"))) in wrong:
            saved.refused[at] = RulesNotBalanced(event, wrong[event])
    return saved


def _plan() -> tuple[Any, Any]:
    """Return the plan with its check, and what tells the rules that are fixed."""
    closed = closed_spans()

    def check(rule: PostingRule) -> None:
        _check_words(rule)
        if rule.valid_until is not None and rule.valid_until < rule.valid_from:
            raise InvalidInput("valid_until", _("lies before valid_from; exchange them or leave it open"))
        if rule._state.adding and closed.cover(rule.valid_from):
            raise PeriodClosed(rule.valid_from)

    def fixed(ids: list[int]) -> list[int]:
        found = PostingRule.objects.filter(pk__in=ids).values_list("pk", "valid_from")
        return [each for each, day in found if closed.cover(day)]

    return replace(RULE, check=check), fixed


def _check_words(rule: PostingRule) -> None:
    known = {
        "event": list(load_posting_events()),
        "role": list(ROLES),
        "amount_key": _amounts(rule.event),
    }
    for name, words in known.items():
        if getattr(rule, name) not in words:
            raise InvalidInput(name, _("is none of %(known)s") % {"known": ", ".join(words)})


def _amounts(event: str) -> list[str]:
    """Return the names of the amounts that an event brings."""
    found = load_posting_events().get(event)
    named = {each.amount_key for each in load_posting_rules().get(event, ())}
    return sorted(named | set(parse_identity(found.identity if found else "")))


def _unbalanced(events: set[str]) -> dict[str, dt.date]:
    """Return the first day on which the lines of an event do not balance, for each of which there is one."""
    found = sql.rows(
        "SELECT event, position, is_debit, amount_key, valid_from, valid_until FROM money_postingrule"
        " WHERE company_id = %s AND event = ANY(%s)",
        (current_company_id(), sorted(events)),
    )
    wrong: dict[str, dt.date] = {}
    for event in {each.event for each in found}:
        lines = [each for each in found if each.event == event]
        if (day := _first_wrong_day(event, lines)) is not None:
            wrong[event] = day
    return wrong


def _first_wrong_day(event: str, lines: Sequence[Any]) -> dt.date | None:
    known = load_posting_events().get(event)
    identity = known.identity if known else ""
    ends = {each.valid_until + ONE_DAY for each in lines if each.valid_until is not None}
    for day in sorted({each.valid_from for each in lines} | ends):
        valid = [
            each
            for each in lines
            if each.valid_from <= day and (each.valid_until is None or day <= each.valid_until)
        ]
        twice = max(Counter(each.position for each in valid).values(), default=0) > 1
        signed = [(1 if each.is_debit else -1, each.amount_key) for each in valid]
        if twice or not balances(signed, identity):
            return day
    return None
