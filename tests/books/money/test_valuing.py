"""What goods are worth by each costing method; every figure is worked out by hand beside it."""

import pytest

from nonet.books.money.errors import CostNotKnown, ExchangeRateMissing
from nonet.books.money.models import CostLayer, Entry, EntryLine, ItemCost, ValueEntry
from nonet.books.money.services.valuing import value_moves
from nonet.books.money.services.valuing.revaluing import set_standard_costs
from nonet.masters.items.models import Item

from .world import D, World, on


def values(item: Item) -> list[tuple[str, ...]]:
    rows = ValueEntry.objects.filter(item=item).order_by("id")
    return [(each.kind, f"{each.quantity.normalize():f}", f"{each.value:.2f}") for each in rows]


def held(item: Item) -> tuple[str, str]:
    cost = ItemCost.objects.get(item=item)
    return f"{cost.quantity.normalize():f}", f"{cost.value:.2f}"


def ledger(role_code: str) -> str:
    lines = EntryLine.objects.filter(account__code=role_code)
    return f"{sum((each.debit - each.credit for each in lines), D(0)):.2f}"


def bought(world: World, item: Item, *lots: tuple[int, str]) -> None:
    for quantity, price in lots:
        value_moves(move_ids=world.receive(world.order("purchase", [(item, quantity, price)])))


def sold(world: World, item: Item, quantity: int) -> list[int]:
    return value_moves(move_ids=world.ship(world.order("sales", [(item, quantity, 30)])))


def test_average_takes_its_share_and_the_last_piece_the_rest(world: World) -> None:
    item = world.item("average")
    bought(world, item, (3, "10"), (4, "11"))  # 30 + 44 = 74 for 7
    for _ in range(7):
        sold(world, item, 1)
    # 74/7 = 10.571 → 10.57, then 63.43/6 = 10.571…, so that the seven add up to 74 exactly
    assert [each[2] for each in values(item)[2:]] == [
        "-10.57",
        "-10.57",
        "-10.57",
        "-10.57",
        "-10.57",
        "-10.58",
        "-10.57",
    ]
    assert held(item) == ("0", "0.00")
    assert (ledger("1405"), ledger("540101"), ledger("220202")) == ("0.00", "74.00", "-74.00")


def test_fifo_takes_the_oldest_goods_first(world: World) -> None:
    item = world.item("fifo")
    bought(world, item, (10, "10"), (10, "12"))
    sold(world, item, 15)  # 10 × 10 + 5 × 12
    assert values(item)[2:] == [("issue", "-10", "-100.00"), ("issue", "-5", "-60.00")]
    assert held(item) == ("5", "60.00")
    left = CostLayer.objects.filter(item=item).order_by("id")
    assert [(int(each.remaining), int(each.remaining_value)) for each in left] == [(0, 0), (5, 60)]


def test_fifo_within_one_batch_uses_layers_of_the_same_batch(world: World) -> None:
    item = world.item("fifo")
    first = world.receive(world.order("purchase", [(item, 2, 10)]))
    second = world.receive(world.order("purchase", [(item, 2, 20)]))
    issue = world.ship(world.order("sales", [(item, 3, 30)]))
    value_moves(move_ids=[*first, *second, *issue])
    assert values(item)[2:] == [("issue", "-2", "-20.00"), ("issue", "-1", "-20.00")]


def test_standard_keeps_its_cost_and_shows_the_variance(world: World) -> None:
    item = world.item("standard", standard_cost=D(11))
    bought(world, item, (10, "10"), (10, "12.5"))
    sold(world, item, 4)
    assert values(item) == [
        ("receipt", "10", "110.00"),
        ("receipt", "10", "110.00"),
        ("issue", "-4", "-44.00"),
    ]
    assert (ledger("220202"), ledger("1404"), ledger("1405")) == ("-225.00", "5.00", "176.00")


def test_a_new_standard_revalues_what_is_on_hand(world: World) -> None:
    item, other = world.item("standard", standard_cost=D(11)), world.item("average")
    bought(world, item, (10, "11"))
    outcome = set_standard_costs(costs={item.pk: D("12.5"), other.pk: D(3)}, valued_on=on(9))
    assert outcome.done == [item.pk]
    assert outcome.refused[other.pk].code == "not_at_standard"
    assert held(item) == ("10", "125.00")
    assert ledger("540103") == "-15.00"


@pytest.mark.parametrize(("costing", "back"), [("average", "55.00"), ("fifo", "53.33")])
def test_a_customer_return_comes_back_at_its_original_cost(world: World, costing: str, back: str) -> None:
    item = world.item(costing)
    bought(world, item, (10, "10"), (10, "12"))
    sale = world.order("sales", [(item, 15, 30)])
    value_moves(move_ids=world.ship(sale))  # average 15 × 11 = 165; FIFO 160
    bought(world, item, (10, "50"))
    value_moves(move_ids=world.receive(world.order("sales_return", [(item, 5, 30, sale[0])])))
    assert values(item)[-1] == ("receipt", "5", back)
    value_moves(move_ids=world.receive(world.order("sales_return", [(item, 10, 30, sale[0])])))
    total = sum((D(value) for kind, _, value in values(item)[-2:]), D(0))
    assert total == D(165 if costing == "average" else 160)  # all of it came back: all of its cost did


def test_a_supplier_return_leaves_from_its_own_layer(world: World) -> None:
    item = world.item("fifo")
    bought(world, item, (10, "10"))
    late = world.order("purchase", [(item, 10, 14)])
    value_moves(move_ids=world.receive(late))
    value_moves(move_ids=world.ship(world.order("purchase_return", [(item, 4, 14, late[0])])))
    assert values(item)[-1] == ("issue", "-4", "-56.00")
    assert (ledger("220202"), ledger("1404")) == ("-184.00", "0.00")


def test_a_supplier_return_at_average_shows_the_variance(world: World) -> None:
    item = world.item("average")
    bought(world, item, (10, "10"))
    late = world.order("purchase", [(item, 10, 14)])
    value_moves(move_ids=world.receive(late))
    value_moves(move_ids=world.ship(world.order("purchase_return", [(item, 4, 14, late[0])])))
    assert values(item)[-1] == ("issue", "-4", "-48.00")  # 4 × 12; the supplier owes 4 × 14 = 56
    assert (ledger("220202"), ledger("1404")) == ("-184.00", "-8.00")


def test_found_lost_scrapped_and_opening_stock(world: World) -> None:
    item = world.item("average")
    opening = world.adjust("opening", item, 8)
    value_moves(move_ids=opening, costs={opening[0]: D("2.5")})
    for kind, quantity in (("found", 2), ("lost", 1), ("scrap", 3)):
        value_moves(move_ids=world.adjust(kind, item, quantity))
    assert [each[2] for each in values(item)] == ["20.00", "5.00", "-2.50", "-7.50"]
    posted = list(Entry.objects.order_by("id").values_list("event", flat=True))
    assert posted == ["opening_stock", "stock_adjusted_up", "stock_adjusted_down", "stock_scrapped"]


def test_found_goods_of_an_empty_item_take_its_last_cost(world: World) -> None:
    item = world.item("average")
    bought(world, item, (1, "7"))
    sold(world, item, 1)
    value_moves(move_ids=world.adjust("found", item, 2))
    assert values(item)[-1] == ("receipt", "2", "14.00")
    assert ValueEntry.objects.latest("id").reason == "last known cost"


def test_foreign_goods_are_valued_at_the_rate_of_the_day(world: World) -> None:
    item = world.item("average")
    world.rate("USD", "7", on(1))
    world.rate("USD", "7.2", on(5))
    order = world.order("purchase", [(item, 10, 3)], currency="USD")
    value_moves(move_ids=world.receive(order, on(4), quantity=4))
    value_moves(move_ids=world.receive(order, on(5), quantity=6))
    assert [each[2] for each in values(item)] == ["84.00", "129.60"]
    euros = world.receive(world.order("purchase", [(item, 1, 3)], currency="EUR"))
    with pytest.raises(ExchangeRateMissing):
        value_moves(move_ids=euros)
    value_moves(move_ids=euros, costs={euros[0]: D(23)})


def test_valuing_twice_changes_nothing(world: World) -> None:
    item = world.item("fifo")
    moves = world.receive(world.order("purchase", [(item, 10, 10)]))
    assert value_moves(move_ids=moves) == moves
    assert value_moves(move_ids=moves) == []
    assert held(item) == ("10", "100.00")


def test_goods_never_valued_cannot_leave_at_a_made_up_cost(world: World) -> None:
    item = world.item("average")
    received = world.receive(world.order("purchase", [(item, 5, 10)]))
    shipped = world.ship(world.order("sales", [(item, 3, 30)]))
    with pytest.raises(CostNotKnown):
        value_moves(move_ids=shipped)
    value_moves(move_ids=[*received, *shipped])
    assert held(item) == ("2", "20.00")


def test_one_entry_a_document_with_the_accounts_of_the_category(world: World) -> None:
    from nonet.books.money.models import Account, AccountRole
    from nonet.books.money.selectors.rules import forget_rules

    category = world.category("raw")
    raw = Account.objects.get(code="1403")
    AccountRole.objects.create(
        company_id=world.company.pk, role="inventory", account=raw, category=category, valid_from=on(1, 1)
    )
    forget_rules()
    plain, special = world.item("average"), world.item("fifo", category=category)
    value_moves(move_ids=world.receive(world.order("purchase", [(plain, 2, 5), (special, 3, 7)])))
    entry = Entry.objects.get()
    lines = {each.account.code: each.debit - each.credit for each in entry.lines.select_related("account")}
    assert lines == {"1405": 10, "1403": 21, "220202": -31}
