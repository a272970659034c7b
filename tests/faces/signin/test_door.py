"""Signing in: by name, e-mail or mobile number; shut after failures; a second factor; links; sessions that end."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.utils import timezone

from nonet.faces.signin import middleware
from nonet.faces.signin.devices import device_name
from nonet.kernel import policy
from nonet.kernel.actor import Actor, acting, acting_as_system
from nonet.kernel.models import Company, SignInEvent, User
from nonet.kernel.signins import LONGEST, NotYours, lift_locks
from nonet.kernel.users import Invitation, dismiss_users, invite_users, issue_sign_in_link
from tests.faces.signin.conftest import House

GOOD = "teapots-sing-42"
LOGIN = "/account/login/"


@pytest.fixture
def anna(house: House) -> User:
    user = house.member("clerk")
    user.email, user.mobile = "anna@example.com", "13800001111"
    user.set_password(GOOD)
    user.save()
    return user


def browser() -> Client:
    return Client(headers={"accept-language": "en", "user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/140"})


def enter(client: Client, name: str, password: str = GOOD, **more: str) -> Any:
    return client.post(LOGIN, {"login": name, "password": password, **more})


def is_in(client: Client) -> bool:
    return client.get("/desk/").status_code == 200


@pytest.mark.parametrize(
    "name", ["clerk", "CLERK", " clerk ", "anna@example.com", "138 0000 1111", "+8613800001111"]
)
def test_people_sign_in_by_what_they_know(anna: User, name: str) -> None:
    client = browser()
    answer = enter(client, name)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert is_in(client)
    event = SignInEvent.objects.get()
    assert (event.kind, event.user_id, event.address) == ("signed_in", anna.pk, "127.0.0.1")


@pytest.mark.parametrize(("name", "password"), [("clerk", "wrong"), ("nobody", GOOD), ("clerk", "")])
def test_a_failure_does_not_tell_what_was_wrong(anna: User, name: str, password: str) -> None:
    answer = enter(browser(), name, password)
    assert answer.status_code == 200
    assert (b"The name or the password is not right." in answer.content) == bool(password)


def test_who_is_let_go_comes_in_no_more(house: House, anna: User) -> None:
    client = browser()
    enter(client, "clerk")
    with acting(Actor(house.company.pk, house.owner.pk, frozenset({"*"}))):
        assert dismiss_users(user_ids=[anna.pk]).done == [anna.pk]
    assert not is_in(client)
    assert b"not right" in enter(browser(), "clerk").content


def test_an_account_is_shut_after_failures_for_longer_each_time(house: House, anna: User) -> None:
    for _ in range(5):
        enter(browser(), "clerk", "wrong")
    assert b"Too many failed attempts; try again in 1 min" in enter(browser(), "anna@example.com").content
    SignInEvent.objects.create(kind="failed", user=anna, key=f"user:{anna.pk}")
    assert b"try again in 2 min" in enter(browser(), "clerk").content
    assert SignInEvent.objects.filter(kind="locked").count() == 2
    with acting_as_system(house.company.pk):
        assert lift_locks(user_ids=[anna.pk, house.stranger.pk]).done == [anna.pk]
    client = browser()
    enter(client, "clerk")
    assert is_in(client)


def test_what_is_no_account_is_shut_the_same_way(anna: User) -> None:
    told = [enter(browser(), "nobody", "wrong").content for _ in range(6)]
    assert b"Too many failed attempts" in told[5] and b"Too many" not in told[4]
    assert "nobody" not in str(list(SignInEvent.objects.values()))


def test_a_lock_ends_and_is_never_longer_than_an_hour(anna: User, monkeypatch: pytest.MonkeyPatch) -> None:
    long_ago = timezone.now() - LONGEST - dt.timedelta(minutes=1)
    SignInEvent.objects.bulk_create(
        SignInEvent(kind="failed", user=anna, key=f"user:{anna.pk}", at=long_ago) for _ in range(50)
    )
    client = browser()
    enter(client, "clerk")
    assert is_in(client)


def test_an_address_that_tries_many_accounts_is_shut(anna: User) -> None:
    SignInEvent.objects.bulk_create(
        SignInEvent(kind="failed", key=str(each), address="127.0.0.1") for each in range(30)
    )
    assert b"Too many failed attempts" in enter(browser(), "clerk").content


def test_no_stranger_s_page_is_gone_to(anna: User) -> None:
    for bad in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        answer = browser().post(f"{LOGIN}?next={bad}", {"login": "clerk", "password": GOOD, "next": bad})
        assert answer["Location"] == "/desk/"
    answer = enter(browser(), "clerk", next="/desk/items/item/")
    assert answer["Location"] == "/desk/items/item/"


def test_the_desk_leads_to_the_sign_in(anna: User) -> None:
    answer = browser().get("/desk/items/item/", follow=True)
    assert answer.redirect_chain[-1][0] == f"{LOGIN}?next=%2Fdesk%2Fitems%2Fitem%2F"


def test_nobody_signs_up(anna: User) -> None:
    assert browser().get("/account/signup/").status_code == 302
    before = User.objects.count()
    browser().post("/account/signup/", {"username": "me", "password1": GOOD, "password2": GOOD})
    assert User.objects.count() == before


def test_a_link_lets_choose_a_password_once(house: House) -> None:
    boss = Actor(house.company.pk, house.owner.pk, frozenset({"*"}))
    with acting(boss):
        (made,) = invite_users(
            invitations=[Invitation("li", "clerk", "Li Lei", mobile="+86 139-0000-2222")]
        ).done
        old = issue_sign_in_link(user_id=made)
        link = issue_sign_in_link(user_id=made)
    assert browser().get(f"/account/welcome/{old.uid}/{old.token}/", follow=True).status_code == 410
    client, address = browser(), f"/account/welcome/{link.uid}/{link.token}/"
    page = client.get(address, follow=True)
    assert page.redirect_chain == [("/account/welcome/", 302)] and b"<strong>li</strong>" in page.content
    for weak in ("short", "1234567890", "password12", "acme-acme-1"):
        assert client.post("/account/welcome/", {"password1": weak, "password2": weak}).status_code == 200
    answer = client.post("/account/welcome/", {"password1": GOOD, "password2": GOOD})
    assert answer.status_code == 302 and is_in(client)
    assert browser().get(address, follow=True).status_code == 410
    again = browser()
    enter(again, "13900002222")
    assert is_in(again)


def test_no_link_into_another_company(house: House) -> None:
    with acting_as_system(Company.objects.get(code="other").pk):
        from nonet.kernel.roles import grant_roles

        grant_roles(user_ids=[house.owner.pk], role="clerk")
    with acting(Actor(house.company.pk, None, frozenset({"*"}))), pytest.raises(NotYours):
        issue_sign_in_link(user_id=house.owner.pk)


def second_factor(client: Client) -> str:
    """Set up a code generator, and return its secret."""
    client.post("/account/reauthenticate/", {"password": GOOD})
    page = client.get("/account/2fa/totp/activate/")
    secret = re.search(r'value="([A-Z2-7]{32})"', page.content.decode())
    assert secret, page.content.decode()[:3000]
    answer = client.post("/account/2fa/totp/activate/", {"code": code_of(secret.group(1))})
    assert answer.status_code == 302, answer.content.decode()
    return secret.group(1)


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_a_second_factor_is_asked_for_once_set_up(
    anna: User, django_capture_on_commit_callbacks: Any
) -> None:
    client = browser()
    enter(client, "clerk")
    with django_capture_on_commit_callbacks(execute=True):
        secret = second_factor(client)
    assert SignInEvent.objects.filter(kind="second_factor_added", user=anna, detail="totp").count() == 1
    other = browser()
    answer = enter(other, "clerk")
    assert "2fa/authenticate" in answer["Location"] and not is_in(other)
    wrong = other.post("/account/2fa/authenticate/", {"code": "000000"})
    assert b"Incorrect code" in wrong.content and not is_in(other)
    assert SignInEvent.objects.filter(kind="code_failed", user=anna).count() == 1
    from django.core.cache import cache

    cache.clear()  # the code was used a moment ago; it would be refused
    other.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    assert is_in(other)


def test_wrong_codes_shut_the_account(anna: User) -> None:
    client = browser()
    enter(client, "clerk")
    second_factor(client)
    other = browser()
    enter(other, "clerk")
    for _ in range(5):
        other.post("/account/2fa/authenticate/", {"code": "000000"})
    assert b"Too many failed attempts" in other.post("/account/2fa/authenticate/", {"code": "000000"}).content
    assert b"Too many failed attempts" in enter(browser(), "clerk").content


def test_a_company_asks_roles_for_a_second_factor(house: House, anna: User) -> None:
    Company.objects.filter(pk=house.company.pk).update(policy={"second_factor_roles": ["clerk"]})
    policy.forget_policies()
    client = browser()
    enter(client, "clerk")
    assert client.get("/desk/")["Location"] == "/account/2fa/"
    told = client.get("/api/parties")
    assert (told.status_code, told.json()["code"]) == (403, "second_factor_needed")
    second_factor(client)
    assert is_in(client)
    boss = browser()
    boss.force_login(house.owner)
    assert is_in(boss)
    policy.forget_policies()


def test_sessions_end(anna: User, settings: Any) -> None:
    client = browser()
    enter(client, "clerk")
    assert is_in(client)
    for key, age in (
        (middleware.SEEN, settings.SESSION_IDLE_SECONDS),
        (middleware.BEGUN, settings.SESSION_COOKIE_AGE),
    ):
        session = client.session
        session[key] = session[key] - age - 1
        session.save()
        assert not is_in(client)
        enter(client, "clerk")
        assert is_in(client)


def test_other_devices_are_signed_out(anna: User) -> None:
    here, there = browser(), browser()
    for each in (here, there):
        enter(each, "clerk")
        assert is_in(each)
    page = here.get("/account/sessions/").content.decode()
    assert page.count("Chrome · Windows") == 2 and "this one" in page
    here.post("/account/sessions/")
    assert is_in(here) and not is_in(there)


def test_a_new_password_signs_out_elsewhere(anna: User) -> None:
    here, there = browser(), browser()
    for each in (here, there):
        enter(each, "clerk")
    new = "kettles-hum-77"
    here.post("/account/password/change/", {"oldpassword": GOOD, "password1": new, "password2": new})
    assert is_in(here) and not is_in(there)
    assert SignInEvent.objects.filter(kind="password_set").count() == 1


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_every_page_of_the_account_answers(
    anna: User, language: str, sign_in: Callable[[User], Client]
) -> None:
    client = Client(headers={"accept-language": language})
    for path in ("login/", "password/reset/", "welcome/"):
        assert client.get(f"/account/{path}").status_code in (200, 410)
    enter(client, "clerk")
    for path in ("", "password/change/", "2fa/", "sessions/", "logout/", "reauthenticate/"):
        assert client.get(f"/account/{path}").status_code == 200, path
    client.post("/account/reauthenticate/", {"password": GOOD})
    for path in ("2fa/totp/activate/", "2fa/webauthn/add/", "2fa/webauthn/", "3rdparty/"):
        assert client.get(f"/account/{path}").status_code == 200, path


def test_browsers_are_called_by_their_names() -> None:
    assert device_name("Mozilla/5.0 (iPhone) MicroMessenger/8") == "微信 · iPhone"
    assert device_name("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Edg/140") == "Edge · Windows"
    assert device_name("acme-shop/1.0 x") == "acme-shop/1.0"
