"""Items: barcodes, units, search, variants, kits."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonet.kernel import sql
from nonet.kernel.actor import acting_as_system
from nonet.kernel.units import UnitsNotConvertible
from nonet.masters.items.errors import KitCycle, KitEmpty, LotTooOld, NotATemplate, TooManyVariants
from nonet.masters.items.gtins import clean_gtin, gtin_check_digit, gtin_forms, is_gtin
from nonet.masters.items.models import Item, KitComponent
from nonet.masters.items.policies import expiry_of, last_day_to_ship, require_fresh, volume_l
from nonet.masters.items.selectors import (
    explode_kits,
    item_measures,
    resolve_items,
    search_items,
    to_base,
)
from nonet.masters.items.services import (
    generate_variants,
    save_attributes,
    save_item_codes,
    save_item_units,
    save_items,
    save_kit_components,
)


@pytest.mark.parametrize("gtin", ["4006381333931", "96385074", "036000291452", "10012345678902"])
def test_known_gtins(gtin):
    assert is_gtin(gtin)
    assert clean_gtin(f" {gtin[:4]}-{gtin[4:]} ") == gtin


@given(st.text("0123456789", min_size=13, max_size=13), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(body, position, shift):
    gtin = body + gtin_check_digit(body)
    wrong = gtin[:position] + str((int(gtin[position]) + shift) % 10) + gtin[position + 1 :]
    assert is_gtin(gtin) and not is_gtin(wrong)


def test_a_gtin_is_one_with_and_without_leading_zeros():
    assert "0036000291452" in gtin_forms("036000291452")
    assert gtin_forms("12ab") == []


def test_a_gtin_belongs_to_one_item(alpha):
    first = [{"code": "A", "name": "A", "gtin": "4006381333931"}]
    saved = save_items(items=[*first, {"code": "B", "name": "B", "gtin": "4006381333931"}])
    assert list(saved.ids) == ["A"] and saved.refused[1].params["field"] == "gtin"
    assert not save_items(items=first).refused
    wrong = save_items(items=[{"code": "C", "name": "C", "gtin": "4006381333932"}]).refused[0]
    assert wrong.code == "gtin_invalid" and wrong.params["check_digit"] == "1"


def test_frozen_fields_while_in_use(alpha):
    ids = save_items(items=[{"code": "A", "name": "A"}, {"code": "B", "name": "B"}]).ids
    saved = save_items(
        items=[{"code": "A", "costing": "fifo"}, {"code": "B", "costing": "fifo"}],
        in_use=lambda asked: [ids["A"]],
    )
    assert saved.refused[0].params["field"] == "costing"
    assert dict(Item.objects.values_list("code", "costing")) == {"A": "average", "B": "fifo"}


def make_measured():
    save_items(items=[{"code": "NUT", "name": "Nuts", "unit": "PCE"}])
    save_item_units(
        units=[
            {"item": "NUT", "unit": "CT", "factor": 24},
            {"item": "NUT", "unit": "KGM", "factor": 200},
        ]
    )
    return Item.objects.get().pk


def test_to_base_unit(alpha):
    item = make_measured()
    found = to_base(
        [
            (item, Decimal(2), "CT"),
            (item, Decimal(500), "GRM"),
            (item, Decimal(3), None),
            (item, Decimal(2), "DZN"),
        ]
    )
    assert found == [48, 100, 3, 24]
    with pytest.raises(UnitsNotConvertible, match="NUT"):
        to_base([(item, Decimal(1), "LTR")])
    measure = item_measures([item])[item]
    assert measure.from_base(Decimal(48), "CT") == 2
    assert measure.price_per_base(Decimal(48), "CT") == 2


def test_conversion_takes_one_statement_and_stays_in_the_company(alpha, beta):
    item = make_measured()
    to_base([(item, Decimal(1), "CT")])
    with sql.counting() as seen:
        to_base([(item, Decimal(1), "CT")] * 200)
    assert len(seen) == 1
    with acting_as_system(beta.pk):
        assert item_measures([item]) == {}


def how(text, **more):
    return [(each.code, each.how) for each in search_items(text, **more)]


def test_search_ranks_exact_before_prefix_before_part(alpha, beta):
    save_items(
        items=[
            {"code": "PEN", "name": "Ball pen", "gtin": "4006381333931"},
            {"code": "PEN-2", "name": "Pen, blue", "is_sold": False},
            {"code": "X1", "name": "Open file 蓝色签字笔"},
            {"code": "X2", "name": "Old", "active": False},
            {"code": "X3", "name": "Template pen", "kind": "template"},
        ]
    )
    save_item_codes(codes=[{"item": "X1", "code": "SUP-9", "issuer": "S"}])
    assert how("pen") == [("PEN", "code"), ("PEN-2", "code"), ("X1", "part")]
    assert how("pen", use="sale") == [("PEN", "code"), ("X1", "part")]
    assert how("04006381333931") == [("PEN", "barcode")]
    assert how("SUP-9") == [("X1", "other_code")]
    assert how("签字") == [("X1", "part")]
    assert how("蓝色 open") == [("X1", "part")]
    assert how("openfilels") == [("X1", "pinyin")]
    assert how("") == how("100%") == how("old") == []
    assert how("p") == [("PEN", "code"), ("PEN-2", "code")]
    with sql.counting() as seen:
        search_items("pen")
    assert len(seen) == 1
    with acting_as_system(beta.pk):
        assert how("pen") == []


def test_resolve_exact_codes_in_one_statement(alpha):
    save_items(items=[{"code": "A", "name": "A", "gtin": "036000291452"}, {"code": "B", "name": "B"}])
    save_item_units(units=[{"item": "A", "unit": "CT", "factor": 12, "gtin": "10012345678902"}])
    save_item_codes(
        codes=[{"item": "B", "code": "OLD", "issuer": "X"}, {"item": "A", "code": "OLD", "issuer": "Y"}]
    )
    ids = dict(Item.objects.values_list("code", "pk"))
    found = resolve_items(["A", "0036000291452", "10012345678902", "OLD", "none"], issuer="X")
    assert {text: (each.item_id, each.unit, each.factor) for text, each in found.items()} == {
        "A": (ids["A"], "PCE", 1),
        "0036000291452": (ids["A"], "PCE", 1),
        "10012345678902": (ids["A"], "CT", 12),
        "OLD": (ids["B"], "PCE", 1),
    }


def make_template(sizes=("S", "M")):
    save_attributes(
        attributes=[
            {"code": "colour", "name": "颜色", "values": [{"code": "RED", "name": "红"}, "BLUE"]},
            {"code": "size", "name": "Size", "values": list(sizes)},
        ]
    )
    attributes = {"size": list(sizes), "colour": ["BLUE", "RED"]}
    row = {"code": "T", "name": "衬衫", "kind": "template", "unit": "PCE", "attributes": attributes}
    return save_items(items=[row]).done[0]


def test_variants_are_all_combinations_once(alpha):
    template = make_template()
    assert len(generate_variants(template_ids=[template]).done) == 4
    names = dict(Item.objects.filter(template=template).values_list("code", "name"))
    assert names == {
        "T-RED-S": "衬衫 红 S",
        "T-RED-M": "衬衫 红 M",
        "T-BLUE-S": "衬衫 BLUE S",
        "T-BLUE-M": "衬衫 BLUE M",
    }
    assert generate_variants(template_ids=[template]).done == []


def test_variants_refuse_what_is_no_template_or_too_much(alpha):
    template = make_template(sizes=[f"S{n}" for n in range(1500)])
    plain = save_items(items=[{"code": "P", "name": "Plain"}]).done[0]
    outcome = generate_variants(template_ids=[template, plain])
    assert isinstance(outcome.refused[template], TooManyVariants)
    assert isinstance(outcome.refused[plain], NotATemplate)


def make_kits():
    rows = [{"code": code, "name": code, "kind": "kit"} for code in ("K1", "K2", "EMPTY")]
    rows += [{"code": code, "name": code} for code in ("A", "B")]
    ids = save_items(items=rows).ids
    saved = save_kit_components(
        components=[
            {"kit": "K1", "item": "K2", "quantity": 2},
            {"kit": "K1", "item": "A", "quantity": 1},
            {"kit": "K2", "item": "A", "quantity": 3},
            {"kit": "K2", "item": "B", "quantity": "0.5"},
        ]
    )
    assert not saved.refused
    return ids


def test_kits_explode_through_kits(alpha, beta):
    ids = make_kits()
    lines = [(ids["K1"], Decimal(10)), (ids["B"], Decimal(4)), (ids["EMPTY"], Decimal(1)), (-1, Decimal(1))]
    with sql.counting() as seen:
        exploded = explode_kits(lines)
    assert len(seen) == 1
    parts = {(each.line, each.item_id): each.quantity for each in exploded.parts}
    assert parts == {(0, ids["A"]): 70, (0, ids["B"]): 10, (1, ids["B"]): 4}
    assert isinstance(exploded.refused[2], KitEmpty) and 3 in exploded.refused
    with acting_as_system(beta.pk):
        assert explode_kits(lines).parts == []


def test_a_kit_never_holds_itself(alpha):
    ids = make_kits()
    saved = save_kit_components(
        components=[
            {"kit": "K2", "item": "K1", "quantity": 1},
            {"kit": "K1", "item": "B", "quantity": 1},
            {"kit": "K1", "item": "K1", "quantity": 1},
            {"kit": "A", "item": "B", "quantity": 1},
        ]
    )
    assert len(saved.done) == 1
    assert isinstance(saved.refused[0], KitCycle)
    assert saved.refused[0].params["path"] == "K2 → K1 → K2"
    assert isinstance(saved.refused[2], KitCycle) and saved.refused[3].params["field"] == "kit"
    KitComponent.objects.create(company_id=alpha.pk, kit_id=ids["K2"], item_id=ids["K1"], quantity=Decimal(1))
    assert isinstance(explode_kits([(ids["K1"], Decimal(1))]).refused[0], KitCycle)


def test_complete_kits_lose_what_is_not_named(alpha):
    ids = make_kits()
    save_kit_components(components=[{"kit": "K2", "item": "B", "quantity": 1}], complete=True)
    assert list(KitComponent.objects.filter(kit_id=ids["K2"]).values_list("item__code", flat=True)) == ["B"]
    assert KitComponent.objects.filter(kit_id=ids["K1"]).count() == 2


def test_expiry_and_measures(alpha):
    import datetime as dt

    item = Item(
        code="M", shelf_life_days=30, minimum_remaining_days=10, length_cm=10, width_cm=20, height_cm=5
    )
    expires = expiry_of(item, dt.date(2026, 1, 1))
    assert expires == dt.date(2026, 1, 31)
    assert last_day_to_ship(item, expires) == dt.date(2026, 1, 21)
    require_fresh(item, expires, dt.date(2026, 1, 21))
    with pytest.raises(LotTooOld):
        require_fresh(item, expires, dt.date(2026, 1, 22))
    assert volume_l(item) == 1
