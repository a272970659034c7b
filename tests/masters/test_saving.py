"""Saving masters: many at once, each row by itself, keyed by code."""

from nonet.kernel import sql
from nonet.kernel.actor import acting_as_system
from nonet.masters.items.models import Item
from nonet.masters.items.services import save_categories, save_items
from nonet.masters.parties.models import Party
from nonet.masters.parties.services import save_parties, save_payment_terms
from nonet.masters.places.models import Place
from nonet.masters.places.selectors import counterpart_places, default_places
from nonet.masters.places.services import create_site, ensure_counterparts, save_sites


def test_creates_then_changes_only_what_is_named(alpha):
    first = save_parties(parties=[{"code": "C1", "name": "华东银行", "is_customer": True}])
    again = save_parties(parties=[{"code": "C1", "credit_limit": "1000"}])
    party = Party.objects.get()
    assert (first.created, again.created, again.changed) == ([party.pk], [], [party.pk])
    assert (party.pinyin, party.is_customer, party.credit_limit) == ("hdyh", True, 1000)


def test_refuses_row_by_row_with_field_and_cure(alpha):
    saved = save_parties(
        parties=[
            {"code": "OK", "name": "Fine"},
            {"code": "", "name": "No code"},
            {"code": "X", "name": "Bad money", "currency": "ABC"},
            {"code": "Y"},
            {"code": "OK", "name": "Twice"},
            {"code": "Z", "name": "Bad term", "payment_term": "NET99"},
            {"code": "W", "name": "Odd", "colour": "red"},
            {"code": "V", "name": "n" * 300},
        ]
    )
    assert list(saved.ids) == ["OK"]
    fields = {position: error.params.get("field") for position, error in saved.refused.items()}
    assert fields == {1: "code", 2: None, 3: "name", 4: "code", 5: "payment_term", 6: "colour", 7: "name"}
    assert Party.objects.count() == 1


def test_references_by_code_and_by_id(alpha, beta):
    term = save_payment_terms(terms=[{"code": "NET30", "name": "30 days", "days": 30}]).done[0]
    saved = save_parties(
        parties=[
            {"code": "A", "name": "A", "payment_term": "NET30"},
            {"code": "B", "name": "B", "payment_term_id": term},
        ]
    )
    assert set(Party.objects.values_list("payment_term_id", flat=True)) == {term}
    assert not saved.refused
    with acting_as_system(beta.pk):
        foreign = save_parties(parties=[{"code": "A", "name": "A", "payment_term_id": term}])
        assert foreign.refused[0].params["field"] == "payment_term_id"


def test_statements_do_not_grow(alpha):
    save_categories(categories=[{"code": "fruit", "name": "Fruit"}])

    def statements(count, price):
        rows = [
            {"code": f"I{n}", "name": f"Item {n}", "category": "fruit", "standard_cost": price}
            for n in range(count)
        ]
        with sql.counting() as seen:
            assert len(save_items(items=rows).done) == count
        return len(seen)

    one = statements(1, 1)
    assert statements(300, 1) <= one + 1
    assert statements(300, 2) <= one + 1
    assert Item.objects.filter(standard_cost=2).count() == 300


def test_second_save_of_the_same_changes_nothing(alpha):
    rows = [{"code": "A", "name": "苹果", "unit": "KGM", "weight_kg": "1.5"}]
    save_items(items=rows)
    assert save_items(items=rows).changed == []


def test_companies_do_not_meet(alpha, beta):
    mine = save_items(items=[{"code": "A", "name": "Mine"}]).done
    with acting_as_system(beta.pk):
        theirs = save_items(items=[{"code": "A", "name": "Theirs"}]).done
    assert mine != theirs
    assert Item.objects.get().name == "Mine"


def test_new_site_gets_its_places_and_the_company_its_counterparts(alpha, beta):
    site = create_site(code="sh", name="上海仓")
    places = default_places([site])[site]
    codes = dict(Place.objects.values_list("id", "code"))
    assert [codes[each] for each in places] == ["RECV", "SHIP", "STOCK"]
    assert {codes[each] for each in counterpart_places().values()} == {
        "SUPPLIER",
        "CUSTOMER",
        "PRODUCTION",
        "LOSS",
    }
    assert ensure_counterparts() == counterpart_places()
    assert save_sites(sites=[{"code": "sh", "name": "上海一仓"}]).created == []
    assert Place.objects.count() == 7
    with acting_as_system(beta.pk):
        assert default_places([site]) == {}
        assert counterpart_places() == {}
