"""Late facts: corrections beside what was valued, never instead of it."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from nonet.books.money.models import CostLayer, Entry, FiscalPeriod, ItemCost, LandedCost, ValueEntry
from nonet.books.money.selectors.stock_value import item_value_card, stock_value
from nonet.books.money.services.valuing import value_moves
from nonet.books.money.services.valuing.landed import (
    LandedCostDraft,
    create_landed_costs,
    post_landed_costs,
)
from nonet.books.orders.models import Receipt
from nonet.kernel.errors import PeriodClosed
from nonet.masters.items.models import Item

from .test_valuing import held, ledger
from .world import D, World, on


def corrections(item: Item) -> list[tuple[str, str]]:
    rows = ValueEntry.objects.filter(item=item, corrects__isnull=False).order_by("id")
    return [(f"{each.quantity.normalize():f}", f"{each.value:.2f}") for each in rows]


def a_late_receipt(world: World, item: Item) -> None:
    value_moves(move_ids=world.receive(world.order("purchase", [(item, 10, 10)]), on(2)))
    value_moves(move_ids=world.ship(world.order("sales", [(item, 4, 30)]), on(5)))
    value_moves(move_ids=world.ship(world.order("sales", [(item, 4, 30)]), on(6)))
    value_moves(move_ids=world.receive(world.order("purchase", [(item, 10, 16)]), on(1)))


def test_a_late_receipt_corrects_the_average_of_what_was_issued_after_it(world: World) -> None:
    item = world.item("average")
    a_late_receipt(world, item)
    # known in time, 20 would have cost 260: 13 each, so 4 × 13 = 52 instead of 40, twice
    assert corrections(item) == [("0", "-12.00"), ("0", "-12.00")]
    assert held(item) == ("12", "156.00")
    assert ledger("540101") == "104.00"


def test_a_late_receipt_changes_which_layers_were_used(world: World) -> None:
    item = world.item("fifo")
    a_late_receipt(world, item)
    # the late goods are the oldest: both issues take 4 × 16 from them instead of 4 × 10
    assert corrections(item) == [("4", "40.00"), ("-4", "-64.00"), ("4", "40.00"), ("-4", "-64.00")]
    layers = CostLayer.objects.filter(item=item).order_by("received_on")
    assert [(int(each.remaining), int(each.remaining_value)) for each in layers] == [(2, 32), (10, 100)]
    assert held(item) == ("12", "132.00")


def test_a_late_receipt_changes_nothing_at_standard(world: World) -> None:
    item = world.item("standard", standard_cost=D(10))
    a_late_receipt(world, item)
    assert corrections(item) == []
    assert held(item) == ("12", "120.00")


def test_what_is_found_out_after_a_month_is_closed_is_posted_in_the_open_one(world: World) -> None:
    item = world.item("average")
    value_moves(move_ids=world.receive(world.order("purchase", [(item, 10, 10)]), on(2, 1)))
    value_moves(move_ids=world.ship(world.order("sales", [(item, 5, 30)]), on(20, 1)))
    FiscalPeriod.objects.filter(year=2026, number=1).update(state="closed")
    post_landed_costs(landed_cost_ids=landed(world, item, "10")).require_all()
    assert corrections(item) == [("0", "10.00"), ("0", "-5.00")]
    assert set(Entry.objects.filter(source="landed_cost").values_list("posted_on", flat=True)) == {on(20)}
    late = world.receive(world.order("purchase", [(item, 10, 20)]), on(5, 1))
    with pytest.raises(PeriodClosed), transaction.atomic():
        value_moves(move_ids=late)
    ValueEntry.objects.get(item=item, quantity=10)
    FiscalPeriod.objects.filter(year=2026, number=1).update(state="open")
    value_moves(move_ids=late)


def landed(world: World, item: Item, amount: str, **values: object) -> list[int]:
    ids = list(Receipt.objects.filter(lines__item_id=item.pk).values_list("pk", flat=True))
    draft = LandedCostDraft(D(amount), ids, on(20), **values)  # type: ignore[arg-type]
    return create_landed_costs(drafts=[draft])


@pytest.mark.parametrize("costing", ["average", "fifo"])
def test_landed_cost_is_split_over_what_is_here_and_what_was_sold(world: World, costing: str) -> None:
    item = world.item(costing)
    value_moves(move_ids=world.receive(world.order("purchase", [(item, 10, 10)]), on(2)))
    value_moves(move_ids=world.ship(world.order("sales", [(item, 4, 30)]), on(5)))
    outcome = post_landed_costs(landed_cost_ids=landed(world, item, "25"))
    assert corrections(item) == [("0", "25.00"), ("0", "-10.00")]  # 4 of 10 were sold
    assert held(item) == ("6", "75.00")
    assert (ledger("540101"), ledger("220203"), ledger("1405")) == ("50.00", "-25.00", "75.00")
    again = post_landed_costs(landed_cost_ids=outcome.done)
    assert [each.code for each in again.refused.values()] == ["wrong_state"]


def test_landed_cost_at_standard_is_variance(world: World) -> None:
    item = world.item("standard", standard_cost=D(10))
    value_moves(move_ids=world.receive(world.order("purchase", [(item, 10, 10)]), on(2)))
    post_landed_costs(landed_cost_ids=landed(world, item, "25"))
    assert corrections(item) == []
    assert (ledger("1404"), ledger("220203")) == ("25.00", "-25.00")


def test_landed_cost_is_spread_by_value_quantity_or_weight(world: World) -> None:
    heavy, light = world.item(weight_kg=D(9)), world.item(weight_kg=D(1))
    lines = world.order("purchase", [(heavy, 1, 10), (light, 3, 10)])
    value_moves(move_ids=world.receive(lines, on(2)))
    for method, expected in (("value", "10.00"), ("quantity", "10.00"), ("weight", "30.00")):
        before = ItemCost.objects.get(item=heavy).value
        post_landed_costs(landed_cost_ids=landed(world, heavy, "40", method=method))
        assert f"{ItemCost.objects.get(item=heavy).value - before:.2f}" == expected


def test_landed_costs_that_cannot_be_spread_say_why(world: World) -> None:
    item = world.item()
    nothing = landed(world, item, "5")
    value_moves(move_ids=world.receive(world.order("purchase", [(item, 1, 10)]), on(2)))
    weightless = landed(world, item, "5", method="weight")
    outcome = post_landed_costs(landed_cost_ids=[*nothing, *weightless, 0])
    assert [outcome.refused[each].code for each in (*nothing, *weightless)] == [
        "nothing_to_spread",
        "weight_missing",
    ]
    assert outcome.done == []
    assert set(LandedCost.objects.values_list("state", flat=True)) == {"draft"}


def test_value_at_a_date_as_known_at_a_moment(world: World) -> None:
    item = world.item("average")
    a_late_receipt(world, item)
    late = ValueEntry.objects.filter(item=item, kind="receipt").latest("id")
    (now,) = stock_value(on=on(5), item_ids=[item.pk])
    assert (now.quantity, now.value) == (16, 208)  # 20 at 13 each, less 4
    moment = late.recorded_at - dt.timedelta(microseconds=1)
    before = stock_value(on=on(5), known_at=moment, item_ids=[item.pk])
    assert before == [] or before[0].value == 60  # in one transaction all is known at one moment
    card = item_value_card(item_id=item.pk, start=on(5), end=on(6))
    assert (card[-1].quantity_after, card[-1].value_after) == (12, 156)


def test_what_was_valued_is_never_edited(world: World) -> None:
    item = world.item()
    value_moves(move_ids=world.receive(world.order("purchase", [(item, 1, 10)])))
    for statement in ("UPDATE money_valueentry SET value = 0", "DELETE FROM money_entryline"):
        refused = pytest.raises(IntegrityError, match="append-only")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
