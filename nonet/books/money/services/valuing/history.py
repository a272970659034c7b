"""The past of an item from the first issue on that a late fact touches, in the order in which it is valued.

Moves are valued in the order of recording, but a receipt that came late stands before the first issue dated after
it: what was issued since would have cost otherwise.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate
from typing import Any

from nonet.books.money.services.valuing.methods import ZERO, Layer, Pool, Queue, Stock
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id


@dataclass(slots=True)
class Since:
    """From where an item's past is looked at again: issues dated after ``on``, or recorded after ``value_id``."""

    on: dt.date
    value_id: int

    def widen(self, on: dt.date, value_id: int) -> None:
        """Take in another late fact."""
        self.on, self.value_id = min(self.on, on), min(self.value_id, value_id)


@dataclass(slots=True)
class Part:
    """What a past move put into or took from one layer (or the pool), as it is valued now."""

    value_id: int
    quantity: Decimal
    value: Decimal


@dataclass(slots=True)
class Past:
    """A past move of an item, with its parts by layer; ``None`` is the pool."""

    id: int
    move_id: int
    is_issue: bool
    valued_on: dt.date
    to_supplier: bool
    parts: dict[int | None, Part] = field(default_factory=dict)

    @property
    def quantity(self) -> Decimal:
        """Return what came in, negative for what went out."""
        return sum((part.quantity for part in self.parts.values()), ZERO)

    @property
    def value(self) -> Decimal:
        """Return what that is worth now."""
        return sum((part.value for part in self.parts.values()), ZERO)


@dataclass(slots=True)
class History:
    """An item's stock before its past, and that past in the order in which it is valued."""

    item_id: int
    stock: Stock
    last_issue_on: dt.date | None
    moves: list[Past]
    layers: dict[int, Layer] = field(default_factory=dict)


_PAST = """
WITH w AS (SELECT * FROM unnest(%(items)s::bigint[], %(since)s::date[], %(since_ids)s::bigint[])
    AS w (item_id, since, since_id)),
first AS (
    SELECT w.item_id, min(v.id) AS id FROM w JOIN money_valueentry v ON v.item_id = w.item_id AND v.kind = 'issue'
        AND (v.valued_on > w.since OR v.id > w.since_id)
    WHERE v.company_id = %(company)s GROUP BY w.item_id
),
begun AS (
    SELECT f.*, (SELECT max(p.valued_on) FROM money_valueentry p
        WHERE p.item_id = f.item_id AND p.kind = 'issue' AND p.id < f.id) AS latest FROM first f
),
chosen AS (
    SELECT v.* FROM begun b JOIN money_valueentry v ON v.item_id = b.item_id AND v.corrects_id IS NULL
        AND (CASE WHEN v.kind = 'issue' THEN v.id >= b.id
            ELSE v.id > b.id AND (b.latest IS NULL OR v.valued_on >= b.latest) END)
),
every AS (
    SELECT c.*, c.id AS root_id FROM chosen c
    UNION ALL SELECT v.*, v.corrects_id FROM chosen c JOIN money_valueentry v ON v.corrects_id = c.id
)
SELECT e.id, e.item_id, e.move_id, e.quantity, e.value, e.layer_id, e.root_id, r.kind, r.valued_on,
       coalesce(p.kind = 'supplier', false) AS to_supplier
FROM every e JOIN money_valueentry r ON r.id = e.root_id
LEFT JOIN stock_move m ON m.id = r.move_id LEFT JOIN places_place p ON p.id = m.to_place_id
ORDER BY e.item_id, e.id
"""


def read_histories(
    sinces: Mapping[int, Since], held: Mapping[int, Any], fifo: Iterable[int], quantum: Decimal
) -> list[History]:
    """Read the past of each item, two statements in all; the items are locked, ``held`` is what they are worth."""
    rows = sql.rows(
        _PAST,
        {
            "items": list(sinces),
            "since": [each.on for each in sinces.values()],
            "since_ids": [each.value_id for each in sinces.values()],
            "company": current_company_id(),
        },
    )
    by_item: dict[int, list[Any]] = {item_id: [] for item_id in sinces}
    for row in rows:
        by_item[row.item_id].append(row)
    layers = _read_layers(set(fifo) & sinces.keys(), rows)
    return [
        _history(held[item_id], of_item, layers.get(item_id), quantum) for item_id, of_item in by_item.items()
    ]


def _history(held: Any, rows: Sequence[Any], layers: dict[int, Layer] | None, quantum: Decimal) -> History:
    moves = _in_order(_moves(rows))
    quantity = held.quantity - sum((row.quantity for row in rows), ZERO)
    value = held.value - sum((row.value for row in rows), ZERO)
    if layers is None:
        return History(held.item_id, Pool(quantity, value, quantum), held.last_issue_on, moves)
    queue = Queue(quantity, value, quantum, _layers_before(moves, layers))
    return History(held.item_id, queue, held.last_issue_on, moves, layers)


def _moves(rows: Sequence[Any]) -> list[Past]:
    """Put the value entries of each move together, corrections on top of what they correct."""
    moves: dict[Any, Past] = {}
    for row in rows:
        key = row.move_id or -row.root_id
        if key not in moves:
            moves[key] = Past(row.id, row.move_id, row.kind == "issue", row.valued_on, row.to_supplier)
        part = moves[key].parts.setdefault(row.layer_id, Part(row.root_id, ZERO, ZERO))
        part.quantity += row.quantity
        part.value += row.value
    return list(moves.values())


def _in_order(moves: Sequence[Past]) -> list[Past]:
    """Sort by recording, but a receipt before the first issue dated after it."""
    issues = sorted((each for each in moves if each.is_issue), key=lambda each: each.id)
    latest = list(accumulate((each.valued_on for each in issues), max))

    def place(move: Past) -> tuple[int, bool, int]:
        if not move.is_issue:
            found = bisect_right(latest, move.valued_on)
            if found < len(issues) and issues[found].id < move.id:
                return issues[found].id, False, move.id
        return move.id, True, move.id

    return sorted(moves, key=place)


def _read_layers(items: set[int], rows: Sequence[Any]) -> dict[int, dict[int, Layer]]:
    layers: dict[int, dict[int, Layer]] = {item_id: {} for item_id in items}
    if not items:
        return layers
    used = sorted({row.layer_id for row in rows if row.layer_id})
    found = sql.rows(
        "SELECT item_id, id, move_id, received_on, quantity, remaining, value, remaining_value FROM money_costlayer"
        " WHERE company_id = %s AND item_id = ANY(%s) AND (remaining > 0 OR id = ANY(%s))"
        " ORDER BY item_id, received_on, id",
        (current_company_id(), sorted(items), used),
    )
    for each in found:
        layers[each.item_id][each.id] = Layer(*each[1:])
    return layers


def _layers_before(moves: Sequence[Past], layers: Mapping[int, Layer]) -> list[Layer]:
    """Put the layers back to where they stood before the past, and return those that were there then."""
    later: set[int] = set()
    for move in moves:
        for layer_id, part in move.parts.items():
            if layer_id is None:
                continue
            if move.is_issue:
                layers[layer_id].remaining -= part.quantity
                layers[layer_id].remaining_value -= part.value
            else:
                later.add(layer_id)
    for layer in layers.values():
        layer.changed = True
    return [layer for layer_id, layer in layers.items() if layer_id not in later]
