"""A delivery in parts: what does not go now waits in a delivery of its own; carrier and waybill are noted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nonet.books.orders.errors import MoreThanOpen
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import today
from nonet.kernel.errors import DocumentMissing, NonetError, WrongState
from nonet.kernel.numbering import next_numbers
from nonet.kernel.verbs import Outcome, verb


@dataclass(frozen=True, slots=True)
class Waybill:
    """Who carries a delivery, and under which number."""

    delivery_id: int
    carrier_id: int | None = None
    waybill_number: str = ""


_LINES = """
SELECT d.id AS delivery_id, d.number, d.state, l.id, l.quantity, i.code AS item FROM orders_delivery d
JOIN orders_deliveryline l ON l.delivery_id = d.id JOIN items_item i ON i.id = l.item_id
WHERE d.company_id = %s AND d.id = ANY(%s) ORDER BY d.id, l.id FOR NO KEY UPDATE OF d, l
"""

# Lines that wait as a whole change their delivery; of others the rest becomes a line of the new one.
_SPLIT = """
WITH made AS (
    INSERT INTO orders_delivery (company_id, number, party_id, site_id, planned_on, ship_to, carrier_id, reasons)
    SELECT d.company_id, w.number, d.party_id, d.site_id, d.planned_on, d.ship_to, d.carrier_id, d.reasons
    FROM unnest(%(ids)s::bigint[], %(numbers)s::text[]) AS w (id, number) JOIN orders_delivery d ON d.id = w.id
    WHERE d.company_id = %(company)s RETURNING id, number
), rest AS (
    SELECT r.line_id, r.quantity, made.id AS delivery_id
    FROM unnest(%(lines)s::bigint[], %(owners)s::bigint[], %(rests)s::numeric[]) AS r (line_id, owner_id, quantity)
    JOIN unnest(%(ids)s::bigint[], %(numbers)s::text[]) AS w (id, number) ON w.id = r.owner_id
    JOIN made ON made.number = w.number
), moved AS (
    UPDATE orders_deliveryline l SET delivery_id = rest.delivery_id FROM rest
    WHERE l.id = rest.line_id AND l.quantity = rest.quantity
), lowered AS (
    UPDATE orders_deliveryline l SET quantity = l.quantity - rest.quantity FROM rest
    WHERE l.id = rest.line_id AND l.quantity > rest.quantity
), added AS (
    INSERT INTO orders_deliveryline (company_id, delivery_id, order_line_id, item_id, quantity)
    SELECT l.company_id, rest.delivery_id, l.order_line_id, l.item_id, rest.quantity
    FROM rest JOIN orders_deliveryline l ON l.id = rest.line_id AND l.quantity > rest.quantity
)
SELECT id FROM made ORDER BY id
"""


@verb("orders.split_deliveries")
def split_deliveries(*, deliveries: Mapping[int, Mapping[int, Decimal]]) -> Outcome:
    """Let released deliveries go in part: for each, the quantity that goes now by line; the rest waits in a new one.

    ``done`` holds the new deliveries' ids; a delivery that goes in full makes none. Lines not named go in full.
    ``refused`` is by delivery. Two statements, however many.
    """
    outcome = Outcome()
    rows = sql.rows(_LINES, (current_company_id(), sorted(deliveries)))
    outcome.refuse_missing(deliveries, (row.delivery_id for row in rows))
    rests: list[tuple[int, int, Decimal]] = []
    for id_, wanted in deliveries.items():
        of_delivery = [row for row in rows if row.delivery_id == id_]
        refusal = _refusal(of_delivery, wanted) if of_delivery else None
        if refusal is not None:
            outcome.refused[id_] = refusal
            continue
        left = ((row, row.quantity - wanted.get(row.id, row.quantity)) for row in of_delivery)
        rests += [(row.id, id_, rest) for row, rest in left if rest]
    outcome.done = _write(rests)
    return outcome


def _refusal(lines: Sequence[Any], wanted: Mapping[int, Decimal]) -> NonetError | None:
    if lines[0].state != "released":
        return WrongState(lines[0].number, lines[0].state)
    known = {line.id: line for line in lines}
    for id_, quantity in wanted.items():
        if id_ not in known:
            return DocumentMissing(id_)
        if not 0 <= quantity <= known[id_].quantity:
            return MoreThanOpen(known[id_].number, known[id_].item, quantity, known[id_].quantity)
    if not sum(wanted.get(line.id, line.quantity) for line in lines):
        return MoreThanOpen(lines[0].number, lines[0].item, Decimal(0), lines[0].quantity)
    return None


def _write(rests: Sequence[tuple[int, int, Decimal]]) -> list[int]:
    if not rests:
        return []
    owners = sorted({owner for _line, owner, _rest in rests})
    lines, owner_ids, quantities = sql.columns(rests, 3)
    asked = {
        "company": current_company_id(),
        "ids": owners,
        "numbers": next_numbers("DN", len(owners), today()),
        "lines": lines,
        "owners": owner_ids,
        "rests": quantities,
    }
    return [each.id for each in sql.rows(_SPLIT, asked)]


@verb("orders.note_deliveries")
def note_deliveries(*, waybills: Sequence[Waybill]) -> Outcome:
    """Note who carries deliveries and under which number; what is left empty stays as it was. One statement."""
    records = [(each.delivery_id, each.carrier_id, each.waybill_number) for each in waybills]
    found = sql.rows(
        "UPDATE orders_delivery d SET carrier_id = coalesce(w.carrier_id, d.carrier_id),"
        " waybill_number = coalesce(nullif(w.waybill_number, ''), d.waybill_number)"
        " FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS w (id, carrier_id, waybill_number)"
        " WHERE d.company_id = %s AND d.id = w.id AND d.state <> 'cancelled' RETURNING d.id",
        (*sql.columns(records, 3), current_company_id()),
    )
    outcome = Outcome(sorted(each.id for each in found))
    outcome.refuse_missing((each.delivery_id for each in waybills), outcome.done)
    return outcome
