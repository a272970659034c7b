"""What answers carry for the browser's sake, and what is written down of refusals."""

import logging
import re

import pytest
from django.conf import settings
from django.test import Client

from tests.faces.signin.conftest import House

GOOD = "teapots-sing-42"


def scripts_of(policy: str) -> str:
    return next(each for each in policy.split("; ") if each.startswith("script-src"))


def test_no_page_may_run_a_script_that_stands_in_it(house: House) -> None:
    client = Client()
    client.force_login(house.owner)
    policies = {
        path: client.get(path)["Content-Security-Policy"] for path in ("/desk/", "/account/", "/api/docs")
    }
    assert scripts_of(policies["/desk/"]) == "script-src 'self' 'unsafe-eval'"
    assert scripts_of(policies["/account/"]) == scripts_of(policies["/api/docs"]) == "script-src 'self'"
    for path in policies:
        page = client.get(path).content.decode()
        assert not re.search(r"<script(?![^>]*(src=|application/json))", page), path
        assert not re.search(r"<[^>]+\son(click|change|submit|load)=", page), path


def test_pages_are_not_kept_by_the_browser(house: House) -> None:
    client = Client()
    client.force_login(house.owner)
    assert "no-store" in client.get("/desk/")["Cache-Control"]
    assert client.get("/account/")["Cache-Control"] == "no-store"
    assert client.post("/account/logout/")["Clear-Site-Data"] == '"cache", "storage"'


def test_the_session_s_cookie_is_out_of_reach_of_scripts_and_strangers(house: House) -> None:
    house.owner.set_password(GOOD)
    house.owner.save()
    answer = Client().post("/account/login/", {"login": "owner", "password": GOOD})
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        cookie = answer.cookies[name]
        assert cookie["httponly"] and cookie["samesite"] == "Lax"


def test_refusals_are_written_down_without_what_was_sent(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="nonet.security"):
        Client(headers={"authorization": "Bearer nonet_secret"}).get("/api/parties?q=private")
    (told,) = [each.getMessage() for each in caplog.records if each.name == "nonet.security"]
    assert told == "refused 401 GET /api/parties user=None address=127.0.0.1"


def test_an_unknown_host_is_refused(house: House) -> None:
    assert Client(headers={"host": "evil.example"}).get("/account/login/").status_code == 400
