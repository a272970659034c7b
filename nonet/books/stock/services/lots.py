"""Lots and serial numbers: found or made, blocked when they expire, recalled when they are bad."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from nonet.books.stock.errors import LotUnknown, StockAllocated, StockNotAvailable
from nonet.books.stock.events import LotsRecalled
from nonet.books.stock.models import Adjustment, Lot, Status
from nonet.books.stock.services.adjusting import AdjustmentDraft, AdjustmentLine, change_status
from nonet.kernel import events, sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import today
from nonet.kernel.errors import DocumentMissing, InvalidInput, NonetError
from nonet.kernel.locking import lock_rows
from nonet.kernel.verbs import Outcome, verb

_MAKE = """
INSERT INTO stock_lot (company_id, item_id, code, is_serial, made_on, expires_on, supplier_id)
SELECT i.company_id, w.item_id, w.code, i.tracking = 'serial', w.made_on,
    coalesce(w.expires_on, w.made_on + i.shelf_life_days), w.supplier_id
FROM unnest(%s::bigint[], %s::text[], %s::date[], %s::date[], %s::bigint[])
    AS w (item_id, code, made_on, expires_on, supplier_id)
JOIN items_item i ON i.id = w.item_id AND i.company_id = %s AND i.tracking <> 'none'
ORDER BY w.item_id, w.code ON CONFLICT (item_id, code) DO NOTHING
"""

_FIND = """
SELECT l.id, l.item_id, l.code FROM stock_lot l
JOIN unnest(%s::bigint[], %s::text[]) AS w (item_id, code) USING (item_id, code) WHERE l.company_id = %s
"""

_STOCK_OF_LOTS = """
SELECT b.id, b.lot_id, b.item_id, i.code AS item, b.place_id, b.handling_unit_id, b.status, b.owner_id,
    b.on_hand - b.allocated AS free, b.allocated, p.kind = 'outbound' AS at_dock
FROM stock_balance b JOIN items_item i ON i.id = b.item_id JOIN places_place p ON p.id = b.place_id
WHERE b.company_id = %s AND b.lot_id = ANY(%s) AND b.on_hand > 0 ORDER BY b.lot_id, b.id
"""

_EXPIRED = """
SELECT DISTINCT l.id FROM stock_lot l JOIN stock_balance b ON b.lot_id = l.id
WHERE l.company_id = %s AND l.expires_on < %s AND b.status = 'available' AND b.on_hand > b.allocated ORDER BY l.id
"""


@dataclass(frozen=True, slots=True)
class LotDraft:
    """A lot or serial number to be; its expiry follows from its making and the item's shelf life when not given."""

    item_id: int
    code: str
    made_on: dt.date | None = None
    expires_on: dt.date | None = None
    supplier_id: int | None = None


@verb("stock.ensure_lots")
def ensure_lots(*, lots: Sequence[LotDraft]) -> Outcome:
    """Find lots by item and code, and make those that are not there yet; two statements.

    ``done`` are the lots' ids in order of those given and not refused; items not kept by lot are refused by
    position. A lot that is there keeps the dates it has.
    """
    fresh: dict[tuple[int, str], LotDraft] = {}
    for each in lots:
        fresh.setdefault((each.item_id, each.code), each)
    records = [(d.item_id, d.code, d.made_on, d.expires_on, d.supplier_id) for d in fresh.values() if d.code]
    sql.execute(_MAKE, (*sql.columns(records, 5), current_company_id()))
    rows = sql.rows(_FIND, (*sql.columns(list(fresh), 2), current_company_id()))
    found = {(each.item_id, each.code): each.id for each in rows}
    outcome = Outcome()
    for position, each in enumerate(lots):
        id_ = found.get((each.item_id, each.code))
        if id_ is None:
            outcome.refused[position] = (
                LotUnknown(str(each.item_id)) if each.code else InvalidInput("code", _("give a code"))
            )
        else:
            outcome.done.append(id_)
    return outcome


@verb("stock.recall_lots")
def recall_lots(*, lot_ids: Sequence[int], reason: str) -> Outcome:
    """Block all stock of lots, wherever it lies, whoever owns it and whatever its status was.

    A lot of which some is allocated to picks is refused, and yet all the rest of it is blocked at once: half a
    recall is better than none. Call again when the picks are put back.
    """
    outcome = Outcome()
    locked = lock_rows(Lot, lot_ids, "id, code")
    outcome.refuse_missing(lot_ids, (each.id for each in locked))
    codes = {each.id: each.code for each in locked}
    stock = _stock_of(codes)
    reasons = {id_: f"recall {code}: {reason}" for id_, code in codes.items()}
    refused = _block(stock, Status.RECALLED, reasons, tuple(Status))
    outcome.refused |= _allocated(stock, Status.RECALLED) | refused
    outcome.done = [id_ for id_ in codes if id_ not in outcome.refused]
    if codes:
        events.publish(LotsRecalled(tuple(codes), reason))
    return outcome


@verb("stock.block_expired_lots")
def block_expired_lots(*, on: dt.date | None = None) -> Outcome:
    """Put available goods of lots that expired before a day (today) on quality hold; running it twice changes nothing.

    ``done`` are the lots blocked.
    """
    expired = [each.id for each in sql.rows(_EXPIRED, (current_company_id(), on or today()))]
    stock = _stock_of(expired)
    refused = _block(stock, Status.QUALITY_HOLD, dict.fromkeys(expired, "expired"), (Status.AVAILABLE,))
    return Outcome([id_ for id_ in expired if id_ not in refused], refused)


@verb("stock.set_lot_dates")
def set_lot_dates(*, dates: Iterable[tuple[int, dt.date | None, dt.date | None]]) -> Outcome:
    """Correct when lots were made and expire, as ``(lot_id, made_on, expires_on)``; former dates stay on record."""
    wanted = sorted(dates)
    ids = [each[0] for each in wanted]
    found = {each.id for each in lock_rows(Lot, ids, "id")}
    sql.execute(
        "UPDATE stock_lot l SET made_on = w.made_on, expires_on = w.expires_on"
        " FROM unnest(%s::bigint[], %s::date[], %s::date[]) AS w (id, made_on, expires_on)"
        " WHERE l.id = w.id AND l.company_id = %s",
        (*sql.columns(wanted, 3), current_company_id()),
    )
    return Outcome(sorted(found), {id_: DocumentMissing(id_) for id_ in ids if id_ not in found})


def _stock_of(lot_ids: Iterable[int]) -> dict[int, list[Any]]:
    stock: dict[int, list[Any]] = {}
    for each in sql.rows(_STOCK_OF_LOTS, (current_company_id(), sorted(lot_ids))):
        stock.setdefault(each.lot_id, []).append(each)
    return stock


def _block(
    stock: dict[int, list[Any]], status: str, reasons: dict[int, str], from_statuses: Sequence[str]
) -> dict[int, NonetError]:
    """Put the free stock of each lot into a status, one adjustment a lot and one more for its goods at the dock.

    Return refusals by lot; goods that stand picked at the dock are refused without holding up the rest.
    """
    groups = [
        (lot_id, wanted)
        for at_dock in (False, True)
        for lot_id, balances in stock.items()
        if (wanted := [b for b in balances if b.at_dock == at_dock and _is_open(b, status, from_statuses)])
    ]
    adjustments = [
        AdjustmentDraft(
            today(), [_blocking(b, status) for b in balances], Adjustment.Kind.STATUS, reasons[lot_id]
        )
        for lot_id, balances in groups
    ]
    refused = change_status(adjustments=adjustments).refused
    return {groups[n][0]: _picked_or(error, groups[n][1]) for n, error in refused.items()}


def _is_open(balance: Any, status: str, from_statuses: Sequence[str]) -> bool:
    return balance.status != status and balance.status in from_statuses and balance.free > Decimal(0)


def _picked_or(error: NonetError, balances: Sequence[Any]) -> NonetError:
    if isinstance(error, StockNotAvailable) and balances[0].at_dock:
        return StockAllocated(balances[0].item, sum((b.free for b in balances), Decimal(0)))
    return error


def _blocking(balance: Any, status: str) -> AdjustmentLine:
    return AdjustmentLine(
        balance.item_id,
        balance.place_id,
        balance.free,
        lot_id=balance.lot_id,
        status=balance.status,
        handling_unit_id=balance.handling_unit_id,
        owner_id=balance.owner_id,
        to_status=status,
    )


def _allocated(stock: dict[int, list[Any]], status: str) -> dict[int, NonetError]:
    errors: dict[int, NonetError] = {}
    for lot_id, balances in stock.items():
        allocated = sum((b.allocated for b in balances if b.status != status), Decimal(0))
        if allocated:
            errors[lot_id] = StockAllocated(balances[0].item, allocated)
    return errors
