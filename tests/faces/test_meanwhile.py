"""Two people at one master: the second is told what the first changed, and loses nothing typed."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from nonet.kernel.models import User
from nonet.masters.parties.models import Party
from tests.faces.conftest import Office
from tests.faces.test_pages import inlines, sent

SignIn = Callable[[User], Client]


def test_the_second_to_save_a_master_is_told_and_chooses(office: Office, sign_in: SignIn) -> None:
    owner, clerk = sign_in(office.owner), sign_in(office.member("clerk"))
    bob = Party.everywhere.get(pk=office.world.party("BOB"))
    address = reverse("admin:parties_party_change", args=[bob.pk])
    first, second = form_in(clerk.get(address)), form_in(owner.get(address))
    assert second["_version"]
    saved(clerk.post(address, {**first, "short_name": "Bob & Co", "notes": "first"}))
    mine = {**second, "notes": "second", "tax_number": ""}
    answer = owner.post(address, mine)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "clerk changed this since you opened it" in text and "Bob &amp; Co" in text
    again = form_in(answer)
    assert (again["notes"], again["short_name"]) == ("second", "Bob & Co")
    saved(owner.post(address, again))
    bob.refresh_from_db()
    assert (bob.notes, bob.short_name) == ("second", "Bob & Co")


def form_in(answer: Any) -> dict[str, Any]:
    """Return what the form of an answer would send."""
    context = answer.context
    data: dict[str, Any] = {"_version": context["version"]}
    forms = [context["adminform"].form, *(each.formset.management_form for each in inlines(context))]
    return data | {name: value for form in forms for name, value in sent(form).items()}


def saved(answer: Any) -> None:
    assert answer.status_code == 302, answer.content.decode()[:2000]
