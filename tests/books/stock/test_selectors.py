"""What lies where and when, what may be promised, how goods flow."""

import datetime as dt
from decimal import Decimal
from typing import Any

from nonet.books.orders.models import OrderLine, Receipt, ReceiptLine
from nonet.books.stock.selectors import flow
from nonet.books.stock.selectors.card import item_card
from nonet.books.stock.selectors.on_hand import StockFilter, on_hand, on_hand_at, site_stock
from nonet.books.stock.selectors.promise import available_to_promise, earliest_promise
from nonet.books.stock.services.moving import post_moves
from nonet.masters.parties.models import Party
from tests.books.stock.world import DAY, World


def day(n: int) -> dt.date:
    return DAY + dt.timedelta(days=n)


def test_on_hand_by_any_key(world: World) -> None:
    lot = world.lot("MILK", "M1")
    owner = Party.objects.create(company=world.company, code="C1", name="Consignor")
    world.put("TEA", 5)
    world.put("TEA", 2, "B-1", to_status="damaged")
    world.put("MILK", 3, "A-2", lot_id=lot, owner_id=owner.pk)
    tea, milk = world.item("TEA"), world.item("MILK")
    assert [(r.item, r.on_hand) for r in on_hand(by=["item"])] == [(tea, 7), (milk, 3)]
    assert [
        (r.site, r.status, r.on_hand) for r in on_hand(by=["site", "status"], only=StockFilter([tea]))
    ] == [
        (world.site("A"), "available", 5),
        (world.site("B"), "damaged", 2),
    ]
    assert [r.on_hand for r in on_hand(by=["lot"], only=StockFilter(lot_ids=[lot]))] == [3]
    assert [r.owner for r in on_hand(by=["owner"], only=StockFilter([milk]))] == [owner.pk]
    assert on_hand(by=["item"], only=StockFilter([milk], own_only=True)) == []
    assert [r.free for r in site_stock([tea], [world.site("A"), world.site("B")])] == [5]
    keys = ["item", "site", "place", "lot", "handling_unit", "status", "owner"]
    now = {tuple(r)[:-1] for r in on_hand(by=keys)}
    assert now == {tuple(r) for r in on_hand_at(DAY, by=keys)}


def test_on_hand_at_a_date_counts_late_records(world: World) -> None:
    world.put("TEA", 5, moved_on=day(0))
    post_moves([world.draft("TEA", 2, "A-1", "CUSTOMER", moved_on=day(5))])
    world.put("TEA", 1, moved_on=day(2))

    def lying(n: int) -> list[Decimal]:
        return [
            r.on_hand for r in on_hand_at(day(n), by=["item"], only=StockFilter(site_ids=[world.site("A")]))
        ]

    assert [lying(n) for n in (-1, 0, 2, 5)] == [[], [5], [6], [4]]


def promise(world: World, until: int = 30) -> list[tuple[int, Any, Any]]:
    rows = available_to_promise([world.item("TEA")], [world.site("A")], day(until), since=DAY)
    return [((r.on - DAY).days, r.projected, r.available) for r in rows]


def test_later_demand_is_never_promised_away(world: World) -> None:
    world.put("TEA", 10)
    world.order([("TEA", 8)], due_on=day(10))
    world.order([("TEA", 5)], kind="purchase", due_on=day(20))
    assert promise(world) == [(0, 10, 2), (10, 2, 2), (20, 7, 7), (30, 7, 7)]


def test_supply_that_comes_too_late_does_not_help(world: World) -> None:
    world.put("TEA", 3)
    world.order([("TEA", 5)], due_on=day(5))
    world.order([("TEA", 10)], kind="purchase", due_on=day(8))
    assert promise(world) == [(0, 3, 0), (5, -2, 0), (8, 8, 8), (30, 8, 8)]


def test_reserved_demand_counts_once_and_overdue_counts_today(world: World) -> None:
    world.put("TEA", 10)
    world.reserve("TEA", 4)
    world.order([("TEA", 3)], due_on=day(-9))
    world.order([("TEA", 2)], kind="purchase", due_on=day(-3))
    assert promise(world) == [(0, 5, 5), (30, 5, 5)]
    assert promise(world, until=0) == [(0, 5, 5)]


def test_demand_beyond_the_horizon_counts(world: World) -> None:
    world.put("TEA", 10)
    world.order([("TEA", 9)], due_on=day(90))
    assert promise(world) == [(0, 10, 1), (30, 10, 1)]


def test_transfers_leave_one_site_and_reach_another(world: World) -> None:
    world.put("TEA", 10)
    order = world.order([("TEA", 6)], kind="transfer", due_on=day(3), to_site=world.sites["B"])
    sites = [world.site("A"), world.site("B")]

    def available() -> list[list[Decimal]]:
        rows = available_to_promise([world.item("TEA")], sites, day(9), since=DAY)
        return [[r.available for r in rows if r.site == site] for site in sites]

    assert available() == [[4, 4, 4], [0, 6, 6]]
    line = OrderLine.objects.get(order=order)
    OrderLine.objects.filter(pk=line.pk).update(shipped=6)
    post_moves([world.draft("TEA", 6, "A-1", "TRANSIT")])
    assert available() == [[4, 4], [0, 6, 6]]
    receipt = Receipt.objects.create(
        company=world.company, number="GR1", site=world.sites["B"], received_on=DAY
    )
    ReceiptLine.objects.create(
        company=world.company, receipt=receipt, order_line=line, item=world.items["TEA"], quantity=6
    )
    Receipt.objects.update(state="posted")
    post_moves([world.draft("TEA", 6, "TRANSIT", "B-1")])
    assert available() == [[4, 4], [6, 6]]


def test_cancelled_and_draft_orders_promise_nothing(world: World) -> None:
    order = world.order([("TEA", 5)], kind="purchase", due_on=day(1))
    OrderLine.objects.filter(order=order).update(cancelled=2)
    assert promise(world) == [(0, 0, 0), (1, 3, 3), (30, 3, 3)]
    type(order).objects.filter(pk=order.pk).update(state="cancelled")
    assert promise(world) == [(0, 0, 0), (30, 0, 0)]


def test_earliest_promise(world: World) -> None:
    world.order([("TEA", 5)], kind="purchase", due_on=day(4))
    tea, site = world.item("TEA"), world.site("A")
    assert earliest_promise(tea, site, Decimal(5), day(30), since=DAY) == day(4)
    assert earliest_promise(tea, site, Decimal(6), day(30), since=DAY) is None


def test_item_card_pages_with_a_running_balance(world: World) -> None:
    for n in (0, 2, 1):
        world.put("TEA", 10 + n, moved_on=day(n))
    post_moves([world.draft("TEA", 5, "A-1", "A-2", moved_on=day(2))])
    post_moves([world.draft("TEA", 4, "A-2", "TRANSIT", moved_on=day(3))])
    card = item_card(world.item("TEA"))
    assert [(r.delta, r.balance) for r in card] == [(10, 10), (11, 21), (12, 33), (0, 33), (0, 33)]
    at_site = item_card(world.item("TEA"), site_id=world.site("A"), changes_only=True)
    assert [r.balance for r in at_site] == [10, 21, 33, 29]
    pages, after = [], None
    while page := item_card(world.item("TEA"), after=after, limit=2):
        pages += [r.id for r in page]
        after = (page[-1].moved_on, page[-1].id)
    assert pages == [r.id for r in card]
    assert [r.balance for r in item_card(world.item("TEA"), since=day(1), until=day(1))] == [21]


def test_classes_slow_movers_and_turnover(world: World) -> None:
    for item in ("TEA", "CUP"):
        world.put(item, 10, moved_on=day(0))
    post_moves([world.draft("TEA", 1, "A-1", "CUSTOMER", moved_on=day(10)) for _ in range(5)])
    post_moves([world.draft("CUP", 1, "A-1", "LOSS", moved_on=day(10))])
    site = [world.site("A")]
    classes = flow.abc_classes(site, on=day(20))
    assert {r.item_id: r.abc_class for r in classes} == {world.item("TEA"): "A", world.item("CUP"): "C"}
    slow = flow.slow_movers(site, days=30, on=day(20))
    assert [(r.item, r.on_hand, r.last_issued_on) for r in slow] == [(world.item("CUP"), 9, None)]
    slow = flow.slow_movers(site, days=5, on=day(20))
    assert [(r.item, r.last_issued_on) for r in slow] == [
        (world.item("TEA"), day(10)),
        (world.item("CUP"), None),
    ]
    assert flow.slow_movers(site, days=5, on=day(20), after=(slow[0].item, slow[0].site)) == slow[1:]
    (tea, _) = flow.stock_turnover(site, since=day(0), until=day(20))
    assert (tea.average, tea.closing, tea.issued) == (Decimal("7.5"), 5, 5)
    assert tea.turns.quantize(Decimal("0.0001")) == Decimal("0.6667")
    assert tea.days_of_stock == 30
