"""Every page of the desk, for every role, a user of another company, and nobody."""

from collections.abc import Callable
from typing import Any

import pytest

from nonet.kernel.models import User
from tests.faces.conftest import Office
from tests.faces.walk.addresses import desk_addresses
from tests.faces.walk.conftest import ROLE_CODES, browser, changed, told

FINE = {200, 301, 302, 400, 403, 404, 405}


@pytest.mark.parametrize("role", ROLE_CODES)
def test_looking_changes_nothing_and_never_fails(
    office: Office, role: str, snapshot: Callable[..., Any]
) -> None:
    client = browser(User.objects.get(username=role))
    before = snapshot()
    faults, shown = [], 0
    for each in desk_addresses(office):
        answer = client.get(each.path)
        shown += answer.status_code == 200
        if answer.status_code not in FINE:
            faults.append(f"{answer.status_code} {each.path}")
    assert not faults
    assert shown > 10
    assert changed(before, snapshot()) == []


def test_nobody_sees_nothing(office: Office, snapshot: Callable[..., Any], secrets: list[bytes]) -> None:
    client = browser(None)
    before = snapshot()
    faults = []
    for each in desk_addresses(office):
        for answer in (client.get(each.path), client.post(each.path, {})):
            if answer.status_code not in {301, 302, 403, 404, 405} or told(answer.content, secrets):
                faults.append(f"{answer.status_code} {each.path} {told(answer.content, secrets)}")
    assert not faults
    assert changed(before, snapshot()) == []


def test_a_stranger_sees_nothing_of_ours(
    office: Office, snapshot: Callable[..., Any], secrets: list[bytes]
) -> None:
    client = browser(office.stranger)
    before = snapshot(mine_only=True)
    faults = []
    for each in desk_addresses(office):
        for answer in (client.get(each.path), client.post(each.path, {"post": "yes"})):
            leaks = told(answer.content, secrets)
            if answer.status_code not in FINE or leaks or (each.ours and answer.status_code == 200):
                faults.append(f"{answer.status_code} {each.path} {leaks[:3]}")
    assert not faults
    assert changed(before, snapshot(mine_only=True)) == []


def test_an_auditor_changes_nothing(office: Office, snapshot: Callable[..., Any]) -> None:
    client = browser(User.objects.get(username="auditor"))
    before = snapshot()
    faults = []
    for each in desk_addresses(office):
        answer = client.post(each.path, {"post": "yes", "_save": "1", "name": "Changed", "code": "changed"})
        if answer.status_code not in FINE:
            faults.append(f"{answer.status_code} {each.path}")
    assert not faults
    assert changed(before, snapshot()) == []
