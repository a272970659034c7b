"""The demo company: played once, sound, and only recognised the second time."""

import json
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.utils import translation

from demo.play import play, sign_in
from nonet.kernel.actor import acting_as_system
from nonet.kernel.models import Company
from nonet.kernel.policy import forget_policies
from tests.fixtures import assert_checks_clean


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_demo_is_played_once_and_its_books_hold(language: str, tmp_path: Path) -> None:
    told: list[str] = []
    forget_policies()
    with translation.override(language):
        first = play(told.append)
        assert first.fresh
        assert first.sound, told
        again = play(told.append)
    assert not again.fresh
    assert again.sound
    assert len(told) == len(first.lines) + len(again.lines)
    with acting_as_system(Company.objects.get(code="qinghe").pk):
        assert_checks_clean()
    user, password = sign_in(tmp_path)
    assert sign_in(tmp_path) == (user, password)
    assert authenticate(username=user, password=password) is not None
    kept = tmp_path / "demo_sign_in.json"
    assert json.loads(kept.read_text())["password"] == password
    assert kept.stat().st_mode & 0o077 == 0
    forget_policies()
