"""Goods sent by hand from site to site, in two steps: shipped into transit, and received where they arrive.

A transfer order does the same with deliveries and receipts; this is for what nobody ordered.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from nonet.books.stock.errors import NoTransit, StockNotAvailable, WrongPlace
from nonet.books.stock.models import Adjustment
from nonet.books.stock.services.adjusting import AdjustmentDraft, AdjustmentLine, post_adjustments
from nonet.books.stock.services.drafts import ZERO, MoveDraft, PlaceFacts, known_places
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import DocumentMissing, InvalidInput, NonetError
from nonet.kernel.locking import lock_rows
from nonet.kernel.verbs import Outcome, verb

_ON_THE_ROAD = """
SELECT shipment_id, item_id, lot_id, status, owner_id, place_id, sum(quantity) AS quantity FROM (
    SELECT m.adjustment_id AS shipment_id, m.item_id, m.lot_id, m.to_status AS status, m.owner_id,
        m.to_place_id AS place_id, m.quantity
    FROM stock_move m WHERE m.company_id = %(company)s AND m.adjustment_id = ANY(%(ids)s)
    UNION ALL
    SELECT a.origin_id, m.item_id, m.lot_id, m.from_status, m.owner_id, m.from_place_id, -m.quantity
    FROM stock_adjustment a JOIN stock_move m ON m.adjustment_id = a.id
    WHERE a.company_id = %(company)s AND a.origin_id = ANY(%(ids)s)
) t GROUP BY shipment_id, item_id, lot_id, status, owner_id, place_id HAVING sum(quantity) > 0
ORDER BY shipment_id, item_id, lot_id, status, owner_id
"""


@dataclass(frozen=True, slots=True)
class TransitLine:
    """A quantity of an item that arrived."""

    item_id: int
    quantity: Decimal
    lot_id: int | None = None
    status: str = "available"
    owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class TransitReceipt:
    """What arrived of a shipment, and where it was put; without lines all that is still on the road."""

    shipment_id: int
    received_on: dt.date
    to_place_id: int
    lines: Sequence[TransitLine] | None = None
    reason: str = ""


@verb("stock.ship_between_sites")
def ship_between_sites(*, adjustments: Sequence[AdjustmentDraft]) -> Outcome:
    """Send goods of one site on the road to another (``kind`` ship, ``to_site_id`` given); they leave their units.

    ``done`` are the shipments' ids, ``refused`` is by position in ``adjustments``.
    """
    transit_id = transit_place()
    places = known_places(line.place_id for a in adjustments for line in a.lines)
    refused: dict[int, NonetError] = {}
    documents = []
    for position, adjustment in enumerate(adjustments):
        if transit_id is None:
            refused[position] = NoTransit()
        elif error := _wrong_source(adjustment, places):
            refused[position] = error
        documents.append([_shipped(adjustment, line, transit_id or 0) for line in adjustment.lines])
    return post_adjustments(adjustments, documents, (Adjustment.Kind.SHIP,), refused)


def transit_place() -> int | None:
    """Return the company's place for goods on the road, if it has one."""
    found = sql.row(
        "SELECT id FROM places_place WHERE company_id = %s AND kind = 'transit' AND active AND site_id IS NULL"
        " ORDER BY sequence, id LIMIT 1",
        (current_company_id(),),
    )
    return found.id if found else None


def _wrong_source(adjustment: AdjustmentDraft, places: Mapping[int, PlaceFacts]) -> NonetError | None:
    if adjustment.to_site_id is None:
        return InvalidInput("to_site", _("say to which site the goods go"))
    for line in adjustment.lines:
        place = places.get(line.place_id)
        if place is None or place.site_id in (None, adjustment.to_site_id):
            return WrongPlace(place.code if place else f"#{line.place_id}")
    return None


def _shipped(adjustment: AdjustmentDraft, line: AdjustmentLine, transit_id: int) -> MoveDraft:
    return MoveDraft(
        item_id=line.item_id,
        quantity=line.quantity,
        from_place_id=line.place_id,
        to_place_id=transit_id,
        moved_on=adjustment.adjusted_on,
        reason="ship",
        lot_id=line.lot_id,
        from_status=line.status,
        to_status=line.status,
        from_handling_unit_id=line.handling_unit_id,
        owner_id=line.owner_id,
    )


@verb("stock.receive_between_sites")
def receive_between_sites(*, receipts: Sequence[TransitReceipt]) -> Outcome:
    """Take goods off the road at the site they were sent to, wholly or in part.

    ``done`` are the ids of the receiving adjustments, ``refused`` is by position in ``receipts``.
    """
    ids = [each.shipment_id for each in receipts]
    locked = lock_rows(Adjustment, ids, "id, number, kind, to_site_id")
    shipments = {each.id: each for each in locked if each.kind == "ship"}
    road = _on_the_road(list(shipments))
    places = known_places(each.to_place_id for each in receipts)
    refused: dict[int, NonetError] = {}
    documents: list[list[MoveDraft]] = []
    for position, receipt in enumerate(receipts):
        error, document = _received(receipt, shipments.get(receipt.shipment_id), road, places)
        if error is not None:
            refused[position] = error
        documents.append(document)
    drafts = [_receiving(each, document) for each, document in zip(receipts, documents, strict=True)]
    return post_adjustments(drafts, documents, (Adjustment.Kind.RECEIVE,), refused)


_Road = dict[int, dict[tuple[Any, ...], Decimal]]


def _on_the_road(shipment_ids: Sequence[int]) -> _Road:
    road: _Road = {}
    params = {"company": current_company_id(), "ids": list(shipment_ids)}
    for each in sql.rows(_ON_THE_ROAD, params):
        key = (each.item_id, each.lot_id, each.status, each.owner_id, each.place_id)
        road.setdefault(each.shipment_id, {})[key] = each.quantity
    return road


def _received(
    receipt: TransitReceipt, shipment: Any, road: _Road, places: Mapping[int, PlaceFacts]
) -> tuple[NonetError | None, list[MoveDraft]]:
    """Take what a receipt lists from what is on the road; return its moves, or what is wrong."""
    place = places.get(receipt.to_place_id)
    if shipment is None:
        return DocumentMissing(receipt.shipment_id), []
    if place is None or not place.is_promised or place.site_id != shipment.to_site_id:
        return WrongPlace(place.code if place else f"#{receipt.to_place_id}"), []
    left = road.get(receipt.shipment_id, {})
    wanted = _wanted(receipt, left)
    for key, quantity in wanted.items():
        if left.get(key, ZERO) < quantity:
            return StockNotAvailable(f"#{key[0]}", quantity, left.get(key, ZERO), shipment.number), []
    for key, quantity in wanted.items():
        left[key] -= quantity
    return None, [_arrived(receipt, key, quantity) for key, quantity in wanted.items() if quantity]


def _wanted(
    receipt: TransitReceipt, left: Mapping[tuple[Any, ...], Decimal]
) -> dict[tuple[Any, ...], Decimal]:
    if receipt.lines is None:
        return dict(left)
    transit = next((key[-1] for key in left), 0)
    wanted: dict[tuple[Any, ...], Decimal] = {}
    for line in receipt.lines:
        key = (line.item_id, line.lot_id, line.status, line.owner_id, transit)
        wanted[key] = wanted.get(key, ZERO) + line.quantity
    return wanted


def _arrived(receipt: TransitReceipt, key: tuple[Any, ...], quantity: Decimal) -> MoveDraft:
    item_id, lot_id, status, owner_id, transit_id = key
    return MoveDraft(
        item_id=item_id,
        quantity=quantity,
        from_place_id=transit_id,
        to_place_id=receipt.to_place_id,
        moved_on=receipt.received_on,
        reason="receive",
        lot_id=lot_id,
        from_status=status,
        to_status=status,
        owner_id=owner_id,
    )


def _receiving(receipt: TransitReceipt, document: Sequence[MoveDraft]) -> AdjustmentDraft:
    lines = [
        AdjustmentLine(d.item_id, d.from_place_id, d.quantity, d.lot_id, d.from_status) for d in document
    ]
    return AdjustmentDraft(
        receipt.received_on, lines, Adjustment.Kind.RECEIVE, receipt.reason, origin_id=receipt.shipment_id
    )
