"""An order as it shall be, whole: brought there by the changes that lie between it and what it is."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import DocumentMissing, InvalidInput, NonetError
from nonet.kernel.verbs import Outcome, verb
from nonet.masters.items.selectors import ItemMeasure, item_measures
from nonet.systems.erp.errors import NotTraded, PartyFixed
from nonet.systems.erp.services.altering import LineChange
from nonet.systems.erp.services.changing import OrderChange, change_purchase_orders, change_sales_orders
from nonet.systems.erp.services.drafting import TradeLine
from nonet.systems.erp.services.facts import TRADES


@dataclass(frozen=True, slots=True)
class RevisedLine(TradeLine):
    """A line as it shall be; without ``line_id`` it is a new one."""

    line_id: int | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """An order as it shall be, and why; lines that it does not name are given up.

    Customer or supplier, site and date of order change only while it is a draft.
    """

    order_id: int
    lines: Sequence[RevisedLine]
    reason: str = ""
    party_id: int | None = None
    site_id: int | None = None
    ordered_on: dt.date | None = None
    due_on: dt.date | None = None
    note: str | None = None


_ORDERS = """
SELECT id, number, state, party_id, site_id, ordered_on, due_on, note, currency FROM orders_order
WHERE company_id = %s AND kind = %s AND id = ANY(%s) ORDER BY id FOR NO KEY UPDATE
"""
_LINES = """
SELECT id, order_id, item_id, quantity, cancelled, unit_id, entered_unit_id, entered_quantity, price, discount,
    tax_code_id, description, due_on FROM orders_orderline
WHERE company_id = %s AND order_id = ANY(%s) AND quantity > cancelled ORDER BY order_id, position
"""
_PARTIES = """
SELECT p.id, p.code, p.active AND p.{role} AS fit, p.payment_term_id,
    coalesce(nullif(p.currency, ''), c.currency) AS currency
FROM parties_party p JOIN kernel_company c ON c.id = p.company_id WHERE p.company_id = %s AND p.id = ANY(%s)
"""
_HEADS = """
UPDATE orders_order o SET party_id = h.party_id, site_id = h.site_id, ordered_on = h.ordered_on,
    payment_term_id = CASE WHEN h.party_id = o.party_id THEN o.payment_term_id ELSE h.payment_term_id END
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::date[], %s::bigint[])
    AS h (id, party_id, site_id, ordered_on, payment_term_id)
WHERE o.id = h.id AND o.company_id = %s AND o.state = 'draft'
"""


@verb("erp.change_sales_orders_whole")
def change_sales_orders_whole(*, revisions: Sequence[Revision]) -> Outcome:
    """Bring sales orders to what they shall be, one revision an order; what differs is changed and recorded.

    ``refused`` is by order. A number of statements that does not grow with the revisions.
    """
    return _revise("sales", revisions, change_sales_orders)


@verb("erp.change_purchase_orders_whole")
def change_purchase_orders_whole(*, revisions: Sequence[Revision]) -> Outcome:
    """Bring purchase orders to what they shall be, one revision an order."""
    return _revise("purchase", revisions, change_purchase_orders)


def _revise(kind: str, revisions: Sequence[Revision], change: Any) -> Outcome:
    wanted = {each.order_id: each for each in revisions}
    orders = sql.rows(_ORDERS, (current_company_id(), kind, sorted(wanted)))
    lines = _lines_of([each.id for each in orders])
    measures = item_measures({line.item_id for each in revisions for line in each.lines})
    refused: dict[int, NonetError] = {
        id_: DocumentMissing(id_) for id_ in set(wanted) - {each.id for each in orders}
    }
    heads = _heads(kind, orders, wanted, refused)
    changes = []
    for order in orders:
        if order.id in refused:
            continue
        try:
            changes.append(_change(order, lines.get(order.id, []), wanted[order.id], measures))
        except NonetError as error:
            refused[order.id] = error
    _write_heads([each for each in heads if each[0] not in refused])
    outcome: Outcome = change(changes=changes)
    outcome.refused |= refused
    return outcome


def _lines_of(order_ids: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for line in sql.rows(_LINES, (current_company_id(), list(order_ids))):
        found.setdefault(line.order_id, []).append(line)
    return found


def _heads(
    kind: str, orders: Sequence[Any], wanted: Mapping[int, Revision], refused: dict[int, NonetError]
) -> list[tuple[Any, ...]]:
    """Return the heads of orders of which more changes than dates and notes; refuse those for which it cannot."""
    moved = [order for order in orders if _is_moved(order, wanted[order.id])]
    if not moved:
        return []
    ids = sorted({wanted[order.id].party_id or order.party_id for order in moved})
    rows = sql.rows(_PARTIES.format(role=TRADES[kind][0]), (current_company_id(), ids))
    parties = {each.id: each for each in rows}
    heads = []
    for order in moved:
        head = wanted[order.id]
        party = parties.get(head.party_id or order.party_id)
        if order.state != "draft" or party is None or party.currency != order.currency:
            refused[order.id] = PartyFixed(order.number)
        elif not party.fit:
            refused[order.id] = NotTraded(party.code)
        else:
            site, day = head.site_id or order.site_id, head.ordered_on or order.ordered_on
            heads.append((order.id, party.id, site, day, party.payment_term_id))
    return heads


def _is_moved(order: Any, head: Revision) -> bool:
    pairs = (
        (head.party_id, order.party_id),
        (head.site_id, order.site_id),
        (head.ordered_on, order.ordered_on),
    )
    return any(after is not None and after != before for after, before in pairs)


def _write_heads(heads: Sequence[tuple[Any, ...]]) -> None:
    if heads:
        sql.execute(_HEADS, (*sql.columns(heads, 5), current_company_id()))


def _change(
    order: Any, lines: Sequence[Any], wanted: Revision, measures: Mapping[int, ItemMeasure]
) -> OrderChange:
    known = {line.id: line for line in lines}
    altered: list[LineChange] = []
    added: list[TradeLine] = []
    for line in wanted.lines:
        if line.line_id is None:
            added.append(_plain(line))
            continue
        if line.line_id not in known:
            raise InvalidInput("line", _("is no line of %s") % order.number)
        former = known.pop(line.line_id)
        if _is_another(line, former):
            altered.append(LineChange(former.id, Decimal(0)))
            added.append(_plain(line))
        else:
            altered += _altered(line, former, measures[line.item_id])
    altered += [LineChange(id_, Decimal(0)) for id_ in known]
    return OrderChange(order.id, wanted.reason, altered, added, wanted.due_on, wanted.note)


def _plain(line: RevisedLine) -> TradeLine:
    return TradeLine(**{each.name: getattr(line, each.name) for each in fields(TradeLine)})


def _is_another(line: RevisedLine, former: Any) -> bool:
    """Return whether so much of a line differs that it is given up for a new one."""
    tax = line.tax_code_id is not None and line.tax_code_id != former.tax_code_id
    return bool(line.item_id != former.item_id or tax or line.description != former.description)


def _altered(line: RevisedLine, former: Any, measure: ItemMeasure) -> list[LineChange]:
    """Return the change of a line that stays what it is; nothing when none of it differs."""
    unit = line.unit or former.unit_id
    quantity = measure.to_base(line.quantity, unit)
    price = None if line.price is None else measure.price_per_base(line.price, unit)
    change = LineChange(
        former.id,
        None if quantity == former.quantity - former.cancelled else quantity,
        None if price is None or _is_same_price(price, former.price) else price,
        None if line.discount is None or line.discount == former.discount else line.discount,
        None if line.due_on == former.due_on else line.due_on,
    )
    told = (change.quantity, change.price, change.discount, change.due_on)
    return [change] if any(each is not None for each in told) else []


def _is_same_price(price: Decimal, former: Decimal) -> bool:
    """Return whether a price is the former one, but for what turning it into another unit and back has rounded."""
    return abs(price - former) <= Decimal("0.000001")
