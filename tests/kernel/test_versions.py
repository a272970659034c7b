"""The version of a row: nobody overwrites what another wrote meanwhile."""

import pytest
from django.db import transaction

from nonet.kernel.actor import Actor, acting
from nonet.kernel.models import Role, User
from nonet.kernel.versions import ChangedMeanwhile, changes_since, require_version, version_of, versions_of
from nonet.masters.parties.models import Contact, Party
from nonet.masters.parties.services import save_contacts, save_parties
from tests.fixtures import TradingCompany


def bob(world: TradingCompany) -> Party:
    return Party.objects.get(pk=world.party("BOB"))


def rename(name: str) -> None:
    save_parties(parties=[{"code": "BOB", "name": name}]).require_all()


def test_a_version_tells_the_contents(trading_company: TradingCompany) -> None:
    first = version_of(bob(trading_company))
    former = bob(trading_company).name
    rename("Bob")
    second = version_of(bob(trading_company))
    rename(former)
    assert first and second and first != second
    assert version_of(bob(trading_company)) == first


def test_versions_of_many_are_read_at_once(trading_company: TradingCompany) -> None:
    found = versions_of(Party, list(trading_company.parties.values()))
    assert found.keys() == set(trading_company.parties.values())
    assert len(set(found.values())) == len(found)


def test_lines_are_part_of_a_version(trading_company: TradingCompany) -> None:
    lines = [(Contact, "party")]
    first = version_of(bob(trading_company), lines)
    save_contacts(contacts=[{"party_id": trading_company.party("BOB"), "name": "Li"}]).require_all()
    assert version_of(bob(trading_company), lines) != first
    assert version_of(bob(trading_company)) == version_of(bob(trading_company))


def test_the_second_is_told_who_changed_what(trading_company: TradingCompany) -> None:
    anna = User.objects.create_user("anna")
    party = bob(trading_company)
    read = version_of(party)
    rename("First")
    with acting(Actor(trading_company.company.pk, anna.pk, frozenset({"*"}), "desk")):
        rename("Second")
    with pytest.raises(ChangedMeanwhile) as told, transaction.atomic():
        require_version(party, read)
    assert told.value.params["who"] == "anna"
    assert told.value.params["fields"] == str(Party._meta.get_field("name").verbose_name)
    assert [each.fields[0].after for each in told.value.changes] == ["Second", "First"]
    with transaction.atomic():
        require_version(party, version_of(party))


def test_an_unknown_version_tells_the_last_change(trading_company: TradingCompany) -> None:
    rename("First")
    rename("Second")
    assert [each.fields[0].after for each in changes_since(bob(trading_company), "none")] == ["Second"]


def test_rows_of_others_have_no_version(trading_company: TradingCompany) -> None:
    role = Role.objects.first()
    assert role is not None and version_of(role)
    with acting(Actor(trading_company.company.pk + 1, None, frozenset({"*"}))):
        assert version_of(role) == ""
