"""Lots: first expiry first, expired ones blocked, bad ones found and recalled wherever they are."""

import datetime as dt
from decimal import Decimal

from nonet.books.orders.models import Delivery, DeliveryLine, OrderLine, Receipt, ReceiptLine
from nonet.books.stock.errors import LotUnknown, StockAllocated
from nonet.books.stock.models import Balance, Lot
from nonet.books.stock.selectors import lots as lot_selectors
from nonet.books.stock.services.lots import (
    LotDraft,
    block_expired_lots,
    ensure_lots,
    recall_lots,
    set_lot_dates,
)
from nonet.books.stock.services.moving import post_moves
from nonet.kernel import sql
from nonet.kernel.clock import today
from nonet.kernel.errors import DocumentMissing, InvalidInput
from nonet.masters.items.models import Item
from nonet.masters.parties.models import Party
from tests.books.stock.world import DAY, World


def test_lots_are_found_or_made(world: World) -> None:
    Item.objects.filter(pk=world.item("MILK")).update(shelf_life_days=10)
    milk, phone = world.item("MILK"), world.item("PHONE")
    drafts = [
        LotDraft(milk, "M1", made_on=DAY),
        LotDraft(phone, "SN1"),
        LotDraft(milk, "M1"),
        LotDraft(milk, ""),
    ]
    done = ensure_lots(lots=[*drafts, LotDraft(world.item("TEA"), "T1")])
    assert done.done[0] == done.done[2] and len(set(done.done)) == 2
    assert {n: type(error) for n, error in done.refused.items()} == {3: InvalidInput, 4: LotUnknown}
    lot = Lot.objects.get(pk=done.done[0])
    assert (lot.expires_on, lot.is_serial) == (DAY + dt.timedelta(days=10), False)
    assert Lot.objects.get(pk=done.done[1]).is_serial
    with sql.counting() as seen:
        ensure_lots(lots=[LotDraft(milk, f"M{n}") for n in range(100)])
    assert len([each for each in seen if "stock_lot" in each]) == 2


def test_first_expiry_is_offered_first(world: World) -> None:
    soon = world.lot("MILK", "SOON", expires_on=today() + dt.timedelta(days=3))
    late = world.lot("MILK", "LATE", expires_on=today() + dt.timedelta(days=30))
    gone = world.lot("MILK", "GONE", expires_on=today() - dt.timedelta(days=1))
    for lot, place in ((late, "A-1"), (soon, "A-2"), (gone, "A-3")):
        world.put("MILK", 2, place, lot_id=lot)
    world.put("MILK", 2, "A-3", lot_id=soon, to_status="damaged")

    def offered() -> list[int]:
        return [each.lot for each in lot_selectors.picking_order([world.item("MILK")], [world.site("A")])]

    assert offered() == [soon, late]
    Item.objects.filter(pk=world.item("MILK")).update(minimum_remaining_days=7)
    assert offered() == [late]


def test_expired_lots_are_blocked_once(world: World) -> None:
    gone = world.lot("MILK", "GONE", expires_on=today() - dt.timedelta(days=1))
    good = world.lot("MILK", "GOOD", expires_on=today())
    world.put("MILK", 2, lot_id=gone)
    world.put("MILK", 2, lot_id=good)
    assert block_expired_lots().done == [gone]
    assert block_expired_lots().done == []
    assert world.on_hand("MILK", "A-1", status="quality_hold") == 2
    found = lot_selectors.expiring_lots(today())
    assert [(each.lot, each.status) for each in found] == [(gone, "quality_hold"), (good, "available")]


def test_a_recall_blocks_every_piece_in_reach(world: World) -> None:
    owner = Party.objects.create(company=world.company, code="C1", name="Consignor")
    bad, other = world.lot("MILK", "BAD"), world.lot("MILK", "OTHER")
    world.put("MILK", 5, lot_id=bad)
    world.put("MILK", 3, "B-1", lot_id=bad, to_status="quality_hold")
    world.put("MILK", 2, "B-2", lot_id=bad, owner_id=owner.pk)
    world.put("MILK", 2, "TRANSIT", lot_id=bad)
    world.put("MILK", 1, lot_id=other)
    world.reserve("MILK", 6)
    recall_lots(lot_ids=[bad], reason="glass").require_all()
    assert {each.status for each in lot_selectors.where_lots_are([bad])} == {"recalled"}
    assert world.promise("MILK") == (1, 1)
    assert recall_lots(lot_ids=[bad, 0], reason="glass").done == [bad]


def test_a_recall_blocks_all_but_what_is_allocated(world: World) -> None:
    bad = world.lot("MILK", "BAD")
    world.put("MILK", 5, lot_id=bad)
    Balance.objects.update(allocated=2)
    done = recall_lots(lot_ids=[bad, 0], reason="glass")
    assert (type(done.refused[bad]), type(done.refused[0])) == (StockAllocated, DocumentMissing)
    assert world.on_hand("MILK", "A-1", status="recalled") == 3


def test_a_recall_leaves_what_stands_picked_and_says_so(world: World) -> None:
    bad = world.lot("MILK", "BAD")
    world.put("MILK", 5, lot_id=bad)
    line = _deliver(world, "MILK", 2, bad, ship=False)
    done = recall_lots(lot_ids=[bad], reason="glass")
    assert isinstance(done.refused[bad], StockAllocated)
    assert done.refused[bad].params["allocated"] == 2
    assert world.on_hand("MILK", "A-1", status="recalled") == 3
    assert OrderLine.objects.get(pk=line.order_line_id).reserved == 2


def test_a_lot_is_traced_both_ways(world: World) -> None:
    supplier = Party.objects.create(company=world.company, code="S1", name="Dairy", is_supplier=True)
    customer = Party.objects.create(company=world.company, code="K1", name="Shop", is_customer=True)
    milk, phone = world.lot("MILK", "M1"), world.lot("PHONE", "P1")
    _receive(world, "MILK", 5, milk, "purchase", "SUPPLIER", party=supplier)
    _deliver(world, "MILK", 2, milk, party=customer)
    making = world.order([("PHONE", 1)], kind="production")
    _issue(world, "MILK", 1, milk, making.pk)
    _receive(world, "PHONE", 1, phone, "production", "PRODUCTION", order=making)
    assert [each.party for each in lot_selectors.suppliers_of_lots([milk])] == [supplier.pk]
    ((to, quantity),) = [(each.party, each.quantity) for each in lot_selectors.customers_of_lots([milk])]
    assert (to, quantity) == (customer.pk, 2)
    assert [(each.lot, each.depth) for each in lot_selectors.lots_made_from([milk])] == [
        (milk, 0),
        (phone, 1),
    ]
    assert [(each.lot, each.depth) for each in lot_selectors.lots_used_for([phone])] == [
        (phone, 0),
        (milk, 1),
    ]
    assert len(lot_selectors.where_lots_were([milk])) == 4


def test_lot_dates_are_corrected(world: World) -> None:
    lot = world.lot("MILK", "M1")
    done = set_lot_dates(dates=[(lot, DAY, DAY + dt.timedelta(days=5)), (0, None, None)])
    assert (done.done, list(done.refused)) == ([lot], [0])
    assert Lot.objects.get(pk=lot).made_on == DAY


def _receive(
    world: World, item: str, quantity: int, lot: int, kind: str, source: str, **more: object
) -> None:
    order = more.pop("order", None) or world.order([(item, quantity)], kind=kind)
    receipt = Receipt.objects.create(
        company=world.company, number=f"GR{kind}", site=world.sites["A"], received_on=DAY, **more
    )
    line = ReceiptLine.objects.create(
        company=world.company,
        receipt=receipt,
        order_line=OrderLine.objects.get(order=order, role="item"),
        item=world.items[item],
        quantity=quantity,
    )
    post_moves([world.draft(item, quantity, source, "A-1", lot_id=lot, receipt_line_id=line.pk)])


def _deliver(
    world: World, item: str, quantity: int, lot: int, *, ship: bool = True, party: Party | None = None
) -> DeliveryLine:
    reservation = world.reserve(item, quantity)
    delivery = Delivery.objects.create(
        company=world.company, number="DN1", site=world.sites["A"], planned_on=DAY, party=party
    )
    line = DeliveryLine.objects.create(
        company=world.company,
        delivery=delivery,
        order_line_id=reservation.order_line_id,
        item=world.items[item],
        quantity=quantity,
        picked=quantity,
    )
    OrderLine.objects.filter(pk=reservation.order_line_id).update(released=quantity)
    post_moves([world.draft(item, quantity, "A-1", "A-OUT", lot_id=lot, delivery_line_id=line.pk)])
    if ship:
        key = (world.item(item), world.site("A"))
        moved = world.draft(item, quantity, "A-OUT", "CUSTOMER", lot_id=lot, delivery_line_id=line.pk)
        post_moves([moved], reserved={key: Decimal(quantity)})
        type(reservation).objects.filter(pk=reservation.pk).update(quantity=0, state="consumed")
        OrderLine.objects.filter(pk=reservation.order_line_id).update(reserved=0, shipped=quantity)
    return line


def _issue(world: World, item: str, quantity: int, lot: int, order_id: int) -> None:
    component = OrderLine.objects.create(
        company=world.company,
        order_id=order_id,
        position=2,
        role="component",
        item=world.items[item],
        quantity=quantity,
        unit_id="PCE",
    )
    delivery = Delivery.objects.create(
        company=world.company, number="DN2", site=world.sites["A"], planned_on=DAY
    )
    line = DeliveryLine.objects.create(
        company=world.company,
        delivery=delivery,
        order_line=component,
        item=world.items[item],
        quantity=quantity,
    )
    OrderLine.objects.filter(order_id=order_id, role="item").update(position=1)
    post_moves([world.draft(item, quantity, "A-1", "PRODUCTION", lot_id=lot, delivery_line_id=line.pk)])
