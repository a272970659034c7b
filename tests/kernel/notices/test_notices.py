"""Notices: told once, in the reader's language, to members only, read by their own reader."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.utils.translation import gettext_noop, override

from nonet.kernel import sql
from nonet.kernel.actor import Actor, acting, acting_as_system
from nonet.kernel.models import Company, User
from nonet.kernel.notices import kinds
from nonet.kernel.notices.kinds import NoticeKind, money, words
from nonet.kernel.notices.mailing import send_digests
from nonet.kernel.notices.models import Notice
from nonet.kernel.notices.selectors import notices_of_user, unread_count
from nonet.kernel.notices.services import (
    NoticeDraft,
    choose_mail,
    mark_all_read,
    mark_read,
    notify,
    settle_notices,
)
from nonet.kernel.roles import grant_roles, install_roles

pytestmark = pytest.mark.django_db

KIND = "tests.told"


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Company, User, User]]:
    """Two members of a company; the system is at work in it."""
    text = gettext_noop("%(company)s: %(what)s %(amount)s")
    monkeypatch.setitem(kinds._kinds, KIND, NoticeKind(KIND, text))
    company = Company.objects.create(code="acme", name="Acme")
    anna, ben = (User.objects.create_user(name, email=f"{name}@example.com") for name in ("anna", "ben"))
    with acting_as_system(company.pk):
        install_roles()
        grant_roles(user_ids=[anna.pk, ben.pk], role="clerk")
        yield company, anna, ben


def at_work(company: Company, user: User) -> Any:
    return acting(Actor(company.pk, user.pk, frozenset({"notices.*"})))


def draft(*users: User, key: str = "") -> NoticeDraft:
    params = {
        "company": "Acme",
        "what": words("Purchase order"),
        "amount": money(Decimal("1234.5"), "CNY"),
    }
    return NoticeDraft([each.pk for each in users], KIND, params, "/desk/", key)


def test_each_reads_it_in_the_own_language(people: Any) -> None:
    company, anna, _ = people
    notify([draft(anna)])
    with at_work(company, anna):
        with override("en"):
            assert notices_of_user()[0].text == "Acme: Purchase order ¥1,234.50"
        with override("zh-hans"):
            assert "采购订单" in notices_of_user()[0].text


def test_only_active_members_are_told(people: Any) -> None:
    _, anna, ben = people
    stranger = User.objects.create_user("stranger")
    User.objects.filter(pk=ben.pk).update(is_active=False)
    assert len(notify([draft(anna, ben, stranger)])) == 1


def test_an_unread_notice_of_the_same_matter_is_renewed(people: Any) -> None:
    company, anna, _ = people
    first = notify([draft(anna, key="PO1")])
    assert notify([draft(anna, key="PO1")]) == first
    with at_work(company, anna):
        mark_read(notice_ids=first)
        assert notify([draft(anna, key="PO1")]) != first
    settle_notices(KIND, ["PO1"])
    with at_work(company, anna):
        assert unread_count() == 0


def test_many_are_told_by_one_statement(people: Any) -> None:
    _, anna, ben = people
    with sql.counting() as statements:
        notify([draft(anna, ben, key=str(n)) for n in range(50)])
    assert len(statements) == 1
    assert Notice.objects.count() == 100


def test_nobody_reads_what_others_were_told(people: Any) -> None:
    company, anna, ben = people
    (notice,) = notify([draft(anna)])
    with at_work(company, ben):
        assert notices_of_user() == []
        assert list(mark_read(notice_ids=[notice]).refused) == [notice]
        mark_all_read()
    with at_work(company, anna):
        assert unread_count() == 1
        mark_all_read()
        assert unread_count() == 0


def test_another_company_sees_none(people: Any) -> None:
    _, anna, _ = people
    other = Company.objects.create(code="other", name="Other")
    notify([draft(anna)])
    with at_work(other, anna):
        assert unread_count() == 0


def test_what_is_unread_is_mailed_once_to_who_wants_it(people: Any) -> None:
    company, anna, ben = people
    with at_work(company, anna):
        choose_mail(daily_mail=True)
    notify([draft(anna), draft(anna), draft(ben)])
    assert send_digests() == 1
    assert send_digests() == 0
    (sent,) = mail.outbox
    assert sent.to == ["anna@example.com"]
    assert sent.body.count("采购订单") == 2
