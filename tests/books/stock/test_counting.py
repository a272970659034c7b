"""Counts: what the book said at entry, what was found since, and what promises it costs."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from nonet.books.stock.errors import NotAllCounted, SerialTwice, StockNotAvailable, WrongPlace
from nonet.books.stock.models import Count, CountLine, Move
from nonet.books.stock.selectors.counts import count_sheet
from nonet.books.stock.services.count_posting import post_counts
from nonet.books.stock.services.counting import (
    CountDraft,
    CountEntry,
    begin_counts,
    cancel_counts,
    enter_counts,
    finish_counts,
    recount_lines,
)
from nonet.books.stock.services.moving import post_moves
from nonet.kernel import sql
from nonet.kernel.errors import DocumentMissing, InvalidInput, WrongState
from nonet.masters.places.models import Place
from tests.books.stock.world import DAY, World


def begin(world: World, **more: Any) -> int:
    return begin_counts(counts=[CountDraft(world.site("A"), DAY, **more)]).require_all().done[0]


def entry(world: World, count: int, item: str, quantity: Any, place: str = "A-1", **more: Any) -> CountEntry:
    return CountEntry(count, world.item(item), world.place(place), Decimal(quantity), **more)


def test_a_count_knows_what_the_book_knows(world: World) -> None:
    world.put("TEA", 5)
    world.put("TEA", 2, to_status="damaged")
    world.put("CUP", 3, "A-2")
    world.put("CUP", 3, "B-1")
    lines = CountLine.objects.filter(count=begin(world))
    found = lines.values_list("item__code", "place__code", "status", "book_quantity")
    assert sorted(found) == [
        ("CUP", "A-2", "available", 3),
        ("TEA", "A-1", "available", 5),
        ("TEA", "A-1", "damaged", 2),
    ]


def test_counts_of_places_items_and_classes(world: World) -> None:
    zone = Place.objects.create(company=world.company, site=world.sites["A"], kind="zone", code="Z")
    Place.objects.filter(pk=world.place("A-2")).update(parent=zone)
    for place in ("A-1", "A-2"):
        world.put("TEA", 5, place)
        world.put("CUP", 5, place)
    post_moves([world.draft("TEA", 1, "A-1", "CUSTOMER", reason="ship") for _ in range(3)])

    def counted(**more: Any) -> list[tuple[str, str]]:
        lines = CountLine.objects.filter(count=begin(world, **more))
        return sorted(lines.values_list("item__code", "place__code"))

    assert counted(place_ids=[zone.pk]) == [("CUP", "A-2"), ("TEA", "A-2")]
    assert counted(item_ids=[world.item("CUP")]) == [("CUP", "A-1"), ("CUP", "A-2")]
    assert counted(place_ids=[zone.pk], item_ids=[world.item("CUP")]) == [("CUP", "A-2")]
    assert counted(abc_class="A") == [("TEA", "A-1"), ("TEA", "A-2")]
    assert counted(abc_class="C") == [("CUP", "A-1"), ("CUP", "A-2")]
    assert counted(abc_class="B") == []


def test_differences_are_posted(world: World) -> None:
    world.put("TEA", 5)
    world.put("CUP", 3)
    count = begin(world)
    enter_counts(
        entries=[
            entry(world, count, "TEA", 4),
            entry(world, count, "CUP", 5),
            entry(world, count, "CUP", 1, "A-3"),
        ]
    ).require_all()
    finish_counts(count_ids=[count]).require_all()
    post_counts(count_ids=[count]).require_all()
    assert (world.on_hand("TEA", "A-1"), world.on_hand("CUP", "A-1"), world.on_hand("CUP", "A-3")) == (
        4,
        5,
        1,
    )
    assert set(Move.objects.filter(count_line__isnull=False).values_list("reason", "moved_on")) == {
        ("count", DAY)
    }
    assert Count.objects.get(pk=count).state == "posted"
    assert isinstance(post_counts(count_ids=[count]).refused[count], WrongState)


def test_moves_made_meanwhile_are_no_difference(world: World) -> None:
    world.put("TEA", 10)
    count = begin(world)
    post_moves([world.draft("TEA", 1, "A-1", "CUSTOMER")])
    enter_counts(entries=[entry(world, count, "TEA", 7)]).require_all()
    post_moves([world.draft("TEA", 3, "A-1", "CUSTOMER")])
    finish_counts(count_ids=[count]).require_all()
    (row,) = count_sheet(count)
    assert (row.book_quantity, row.counted_quantity, row.difference, row.moved_since) == (9, 7, -2, -3)
    post_counts(count_ids=[count]).require_all()
    assert world.on_hand("TEA", "A-1") == 4


def test_goods_that_left_meanwhile_must_be_recounted(world: World) -> None:
    world.put("TEA", 5)
    world.put("CUP", 5)
    short, fine = begin(world, item_ids=[world.item("TEA")]), begin(world, item_ids=[world.item("CUP")])
    enter_counts(entries=[entry(world, short, "TEA", 1), entry(world, fine, "CUP", 4)]).require_all()
    post_moves([world.draft("TEA", 3, "A-1", "CUSTOMER")])
    finish_counts(count_ids=[short, fine]).require_all()
    done = post_counts(count_ids=[short, fine])
    assert done.done == [fine]
    assert isinstance(done.refused[short], StockNotAvailable)
    line = CountLine.objects.get(count=short)
    recount_lines(line_ids=[line.pk]).require_all()
    assert Count.objects.get(pk=short).state == "counting"
    enter_counts(entries=[entry(world, short, "TEA", 2)]).require_all()
    finish_counts(count_ids=[short]).require_all()
    post_counts(count_ids=[short]).require_all()
    line.refresh_from_db()
    assert (line.recounts, line.book_quantity, line.counted_quantity) == (1, 2, 2)


def test_a_blind_sheet_tells_nothing_until_it_is_counted(world: World) -> None:
    world.put("TEA", 5)
    blind, open_ = begin(world), begin(world, is_blind=False)
    assert (count_sheet(blind)[0].book_quantity, count_sheet(open_)[0].book_quantity) == (None, 5)
    enter_counts(entries=[entry(world, blind, "TEA", 5)]).require_all()
    assert count_sheet(blind)[0].difference is None
    finish_counts(count_ids=[blind])
    assert count_sheet(blind)[0].difference == 0


def test_missing_lines_refuse_or_count_as_nothing(world: World) -> None:
    world.put("TEA", 5)
    count = begin(world)
    assert isinstance(finish_counts(count_ids=[count, 0]).refused[count], NotAllCounted)
    finish_counts(count_ids=[count], missing_as_zero=True).require_all()
    post_counts(count_ids=[count]).require_all()
    assert world.promise("TEA") == (0, 0)


def test_what_is_missing_costs_the_newest_promises(world: World) -> None:
    world.put("TEA", 5)
    old, new = world.reserve("TEA", 3), world.reserve("TEA", 2)
    count = begin(world)
    enter_counts(entries=[entry(world, count, "TEA", 4)]).require_all()
    finish_counts(count_ids=[count]).require_all()
    post_counts(count_ids=[count]).require_all()
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.quantity, new.quantity, new.reason) == (3, 1, "count")
    assert world.promise("TEA") == (4, 4)


def test_bad_entries_are_refused_by_name(world: World) -> None:
    world.put("TEA", 5)
    count, closed = begin(world), begin(world)
    cancel_counts(count_ids=[closed]).require_all()
    done = enter_counts(
        entries=[
            entry(world, 0, "TEA", 1),
            entry(world, closed, "TEA", 1),
            entry(world, count, "TEA", 1, "B-1"),
            entry(world, count, "TEA", -1),
            entry(world, count, "MILK", 1),
            entry(world, count, "TEA", 4),
            entry(world, count, "TEA", 5),
        ]
    )
    assert [type(done.refused[n]) for n in range(4)] == [
        DocumentMissing,
        WrongState,
        WrongPlace,
        InvalidInput,
    ]
    assert (done.refused[4].code, len(done.done)) == ("lot_missing", 1)
    assert CountLine.objects.get(pk=done.done[0]).counted_quantity == 5


def test_a_serial_found_twice_is_refused(world: World) -> None:
    serial = world.lot("PHONE", "SN1")
    world.put("PHONE", 1, lot_id=serial)
    count = begin(world, place_ids=[world.place("A-2")])
    enter_counts(entries=[entry(world, count, "PHONE", 1, "A-2", lot_id=serial)]).require_all()
    finish_counts(count_ids=[count]).require_all()
    assert isinstance(post_counts(count_ids=[count]).refused[count], SerialTwice)


def test_the_database_guards_the_states(world: World) -> None:
    count = begin(world)
    with pytest.raises(DatabaseError), transaction.atomic():
        Count.objects.filter(pk=count).update(state="posted")


def test_statements_do_not_grow(world: World) -> None:
    world.put("TEA", 50)
    world.put("CUP", 50, "A-2")

    def statements(counts: int) -> list[int]:
        found = []
        with sql.counting() as seen:
            ids = begin_counts(counts=[CountDraft(world.site("A"), DAY) for _ in range(counts)]).done
        found.append(len([each for each in seen if "nextval" not in each]))
        steps = [
            lambda: enter_counts(
                entries=[entry(world, c, i, 49, p) for c in ids for i, p in (("TEA", "A-1"), ("CUP", "A-2"))]
            ),
            lambda: finish_counts(count_ids=ids),
            lambda: recount_lines(line_ids=list(CountLine.objects.values_list("pk", flat=True))),
            lambda: finish_counts(count_ids=ids, missing_as_zero=True),
            lambda: cancel_counts(count_ids=ids),
        ]
        for step in steps:
            with sql.counting() as seen:
                step()
            found.append(len(seen))
        return found

    statements(1)
    assert statements(1) == statements(20)


def test_posting_many_counts_takes_no_more_statements(world: World) -> None:
    world.put("TEA", 500)

    def statements(counts: int) -> int:
        drafts = [CountDraft(world.site("A"), DAY + dt.timedelta(days=n)) for n in range(counts)]
        ids = begin_counts(counts=drafts).done
        quantity = world.on_hand("TEA", "A-1") - 1
        enter_counts(entries=[entry(world, each, "TEA", quantity) for each in ids]).require_all()
        finish_counts(count_ids=ids).require_all()
        with sql.counting() as seen:
            post_counts(count_ids=ids).require_all()
        return len(seen)

    statements(1)
    assert statements(1) == statements(20)
