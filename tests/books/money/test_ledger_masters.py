"""The ledger's own masters: accounts, their roles, posting rules and exchange rates, saved by verbs."""

import datetime as dt
from typing import Any

import pytest

from nonet.books.money.errors import RulesNotBalanced
from nonet.books.money.models import Account, AccountRole, ExchangeRate, FiscalPeriod, PostingRule
from nonet.books.money.selectors.rules import rule_book
from nonet.books.money.services.account_roles import save_account_roles
from nonet.books.money.services.accounts import save_accounts
from nonet.books.money.services.posting_rules import save_posting_rules
from nonet.books.money.services.rates import save_exchange_rates
from nonet.kernel import sql
from nonet.kernel.actor import Actor, acting
from nonet.kernel.errors import PeriodClosed, PermissionMissing
from nonet.kernel.history import changes_of
from nonet.masters.saving import Saved

from .test_closing import account, manual
from .world import D, World, on


def field(saved: Saved, position: int = 0) -> Any:
    return saved.refused[position].params.get("field")


def close(month: int) -> None:
    FiscalPeriod.objects.filter(year=2026, number__lte=month).update(state="closed")


def test_accounts_come_with_those_below_them_in_any_order(world: World) -> None:
    saved = save_accounts(
        accounts=[
            {"code": "66010101", "name": "快递费", "parent": "660101"},
            {"code": "660101", "name": "运费", "parent": "6601"},
            {"code": "6601", "name": "运营费用", "type": "expense"},
        ]
    )
    assert not saved.refused and saved.done == [saved.ids[code] for code in ("66010101", "660101", "6601")]
    made = {each.code: each for each in Account.objects.filter(code__startswith="6601")}
    assert [(made[code].type, made[code].is_debit, made[code].is_leaf) for code in sorted(made)] == [
        ("expense", True, False),
        ("expense", True, False),
        ("expense", True, True),
    ]
    assert save_accounts(accounts=[{"code": "6601", "name": "运营费用"}]).changed == []


def test_an_account_moved_leaves_a_detail_behind(world: World) -> None:
    rows = [
        {"code": "6601", "name": "一", "type": "expense"},
        {"code": "6602", "name": "二", "type": "expense"},
    ]
    save_accounts(accounts=[*rows, {"code": "660101", "name": "细", "parent": "6601"}]).require_all()
    save_accounts(accounts=[{"code": "660101", "parent": "6602"}]).require_all()
    assert dict(Account.objects.filter(code__in=("6601", "6602")).values_list("code", "is_leaf")) == {
        "6601": True,
        "6602": False,
    }


def test_no_account_stands_below_itself(world: World) -> None:
    rows = [
        {"code": "6601", "name": "一", "type": "expense"},
        {"code": "6602", "name": "二", "parent": "6601"},
    ]
    save_accounts(accounts=rows).require_all()
    assert field(save_accounts(accounts=[{"code": "6601", "parent": "6601"}])) == "parent"
    ring = save_accounts(accounts=[{"code": "6601", "parent": "6602"}, {"code": "6602", "parent": "6601"}])
    assert field(ring) == "parent" and list(ring.refused) == [0]


def test_what_entries_were_posted_to_stays_what_it_is(world: World) -> None:
    manual("560204", "1002", 5)
    for change in ({"type": "asset"}, {"is_debit": False}, {"control": "tax"}, {"currency": "USD"}):
        saved = save_accounts(accounts=[{"code": "560204", **change}])
        assert field(saved) in change, saved.refused
    saved = save_accounts(
        accounts=[
            {"code": "56020401", "name": "细目", "parent": "560204"},
            {"code": "560204", "name": "办公"},
        ]
    )
    assert field(saved) == "parent" and len(saved.changed) == 1
    renamed = Account.objects.get(code="560204")
    assert (renamed.name, renamed.names["en"], renamed.is_leaf) == ("办公", "办公", True)


def test_what_plays_a_role_stays_open_and_whole(world: World) -> None:
    assert field(save_accounts(accounts=[{"code": "1002", "active": False}])) == "active"
    assert field(save_accounts(accounts=[{"code": "100201", "name": "工行", "parent": "1002"}])) == "parent"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"control": "magic"}, "control"),
        ({"currency": "ABC"}, None),
        ({"type": "asset", "parent": "5602"}, "type"),
        ({"type": None}, "type"),
        ({"parent": "no such"}, "parent"),
        ({"names": ["x"]}, "names"),
        ({"names": {"en": 1}}, "names"),
    ],
)
def test_an_account_that_could_not_be_used_is_refused(world: World, change: Any, named: Any) -> None:
    saved = save_accounts(accounts=[{"code": "X", "name": "X", "type": "expense", **change}])
    assert saved.refused and field(saved) == named


def test_statements_grow_with_the_levels_of_a_chart_only(world: World) -> None:
    counts = []
    for first, many in ((1, 1), (100, 200)):
        rows = [{"code": f"66{n:04}", "name": f"N{n}", "type": "expense"} for n in range(first, first + many)]
        details = [{"code": f"{each['code']}01", "name": "D", "parent": each["code"]} for each in rows]
        with sql.counting() as seen:
            assert len(save_accounts(accounts=details + rows).done) == 2 * many
        counts.append(len(seen))
    assert counts[1] <= counts[0] + 2


def test_rates_are_set_by_currency_and_day(world: World) -> None:
    saved = save_exchange_rates(
        rates=[
            {"currency": "usd", "on": "2026-03-01", "rate": "7.1"},
            {"currency": "USD", "on": "2026-03-01", "rate": "7.2"},
            {"currency": "CNY", "on": "2026-03-01", "rate": "1"},
            {"currency": "XXY", "on": "2026-03-01", "rate": "1"},
            {"currency": "EUR", "on": "2026-03-01", "rate": "0"},
        ]
    )
    assert (len(saved.created), sorted(saved.refused)) == (1, [1, 2, 3, 4])
    again = save_exchange_rates(rates=[{"currency": "USD", "on": "2026-03-01", "rate": "7.15"}])
    assert again.changed == saved.done and ExchangeRate.objects.get().rate == D("7.15")
    (change,) = changes_of(list(ExchangeRate.objects.all()))
    assert change.verb == "money.save_exchange_rates" and change.fields[0].field == "rate"


def test_a_closed_month_keeps_its_rates(world: World) -> None:
    save_exchange_rates(rates=[{"currency": "USD", "on": on(3), "rate": 7}]).require_all()
    close(3)
    saved = save_exchange_rates(
        rates=[
            {"currency": "USD", "on": on(3), "rate": 8},
            {"currency": "EUR", "on": on(3), "rate": 8},
            {"currency": "USD", "on": on(3, 4), "rate": 8},
        ]
    )
    assert len(saved.created) == 1 and field(saved) == "rate"
    assert isinstance(saved.refused[1], PeriodClosed)
    assert not save_exchange_rates(rates=[{"currency": "USD", "on": on(3), "rate": 7}]).refused


def test_another_account_plays_a_role_from_a_day_on(world: World) -> None:
    save_accounts(accounts=[{"code": "1003", "name": "招行", "type": "asset", "is_cash": True}]).require_all()
    row = {"role": "bank", "account": "1003", "valid_from": on(1, 6)}
    saved = save_account_roles(roles=[row])
    assert len(saved.created) == 1 and save_account_roles(roles=[row]).changed == []
    assert rule_book().account("bank", on(31, 5), {}) == account("1002")
    assert rule_book().account("bank", on(1, 6), {}) == account("1003")
    category = world.category("TEA")
    save_account_roles(roles=[{**row, "category": "TEA", "account": "1002"}]).require_all()
    assert rule_book().account("bank", on(1, 6), {"category_id": category.pk}) == account("1002")
    assert AccountRole.objects.filter(role="bank").count() == 3


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"role": "magic"}, "role"),
        ({"account": "5602"}, "account"),
        ({"account": "1002", "role": "receivable"}, "account"),
        ({"account": "1122", "role": "revenue"}, "account"),
        ({"account": None}, "account"),
    ],
)
def test_a_role_is_played_by_an_account_that_can(world: World, change: Any, named: str) -> None:
    row = {"role": "bank", "account": "1002", "valid_from": on(1, 6)}
    assert field(save_account_roles(roles=[{**row, **change}])) == named


def test_roles_and_rules_of_closed_days_stay(world: World) -> None:
    row = {"role": "bank", "account": "1002", "valid_from": on(1)}
    save_account_roles(roles=[row]).require_all()
    close(3)
    assert field(save_account_roles(roles=[{**row, "account": "1001"}])) == "account"
    assert isinstance(save_account_roles(roles=[{**row, "valid_from": on(2)}]).refused[0], PeriodClosed)
    assert not save_account_roles(roles=[row]).refused


def lines(event: str, day: dt.date, sides: tuple[bool, bool] = (True, False)) -> list[dict[str, Any]]:
    roles = ("bank", "opening_balance")
    return [
        {
            "event": event,
            "position": 90 + n,
            "is_debit": sides[n],
            "role": roles[n],
            "amount_key": "amount",
            "valid_from": day,
        }
        for n in range(2)
    ]


def test_rules_of_an_event_are_kept_together_when_they_balance(world: World) -> None:
    kept, wrong = lines("payment_received", on(1, 6)), lines("payment_made", on(1, 6), (True, True))
    saved = save_posting_rules(rules=[*wrong, *kept])
    assert len(saved.created) == 2 and list(saved.refused) == [0, 1]
    assert isinstance(saved.refused[0], RulesNotBalanced)
    assert not PostingRule.objects.filter(event="payment_made", valid_from=on(1, 6)).exists()
    assert len(rule_book().rules("payment_received", on(1, 6))) == 4
    assert len(rule_book().rules("payment_received", on(31, 5))) == 2
    ended = [{"event": "payment_received", "position": each["position"]} for each in kept]
    alone = save_posting_rules(rules=[{**ended[0], "valid_from": on(1, 6), "valid_until": on(30, 6)}])
    assert isinstance(alone.refused[0], RulesNotBalanced)
    both = [{**each, "valid_from": on(1, 6), "valid_until": on(30, 6)} for each in ended]
    assert len(save_posting_rules(rules=both).changed) == 2


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"event": "magic"}, "event"),
        ({"role": "magic"}, "role"),
        ({"amount_key": "magic"}, "amount_key"),
        ({"valid_until": on(1, 5)}, "valid_until"),
    ],
)
def test_a_rule_names_what_exists(world: World, change: Any, named: str) -> None:
    rows = [{**each, **change} for each in lines("payment_received", on(1, 6))]
    saved = save_posting_rules(rules=rows)
    assert [field(saved, 0), field(saved, 1)] == [named, named]


def test_who_may_not_is_refused(world: World) -> None:
    with acting(Actor(world.company.pk, None, frozenset({"money.read"}))):
        for save in (
            lambda: save_accounts(accounts=[]),
            lambda: save_exchange_rates(rates=[]),
            lambda: save_account_roles(roles=[]),
            lambda: save_posting_rules(rules=[]),
        ):
            with pytest.raises(PermissionMissing):
                save()
