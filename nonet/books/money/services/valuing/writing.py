"""Value entries, layers and item costs, written in one statement however many there are."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nonet.books.money.services.valuing.methods import Layer, Stock
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id


@dataclass(slots=True)
class ValueDraft:
    """A value entry to be."""

    item_id: int
    move_id: int | None
    kind: str
    quantity: Decimal
    value: Decimal
    valued_on: dt.date
    booked: Decimal | None = None
    entry_id: int | None = None
    layer: Layer | None = None
    layer_id: int | None = None
    corrects_id: int | None = None
    reason: str | None = None


_COSTS = """
WITH cost AS (
    UPDATE money_itemcost c SET quantity = w.quantity, value = w.value, last_issue_on = w.last_issue_on
    FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[], %s::date[]) AS w (item_id, quantity, value, last_issue_on)
    WHERE c.item_id = w.item_id
)"""
_LAYERS = """, made AS (
    INSERT INTO money_costlayer
        (company_id, item_id, move_id, received_on, quantity, remaining, value, remaining_value)
    SELECT %s::bigint, * FROM unnest(%s::bigint[], %s::bigint[], %s::date[], %s::numeric[], %s::numeric[],
        %s::numeric[], %s::numeric[])
    RETURNING id, move_id
), used AS (
    UPDATE money_costlayer l
    SET remaining = w.remaining, value = w.value, remaining_value = w.remaining_value
    FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[], %s::numeric[]) AS w (id, remaining, value, remaining_value)
    WHERE l.id = w.id
)"""
_VALUES = """
INSERT INTO money_valueentry
    (company_id, item_id, move_id, kind, quantity, value, valued_on, booked, entry_id, corrects_id, reason, layer_id)
SELECT %s::bigint, w.item_id, w.move_id, w.kind, w.quantity, w.value, w.valued_on, w.booked, w.entry_id,
       w.corrects_id, w.reason, {layer}
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::numeric[], %s::numeric[], %s::date[], %s::numeric[],
            %s::bigint[], %s::bigint[], %s::text[], %s::bigint[], %s::bigint[])
    WITH ORDINALITY AS w (item_id, move_id, kind, quantity, value, valued_on, booked, entry_id, corrects_id, reason,
                          layer_id, layer_move_id, n)
{join} ORDER BY w.n
"""
_PLAIN = _COSTS + _VALUES.format(layer="w.layer_id", join="")
_LAYERED = (
    _COSTS
    + _LAYERS
    + _VALUES.format(
        layer="coalesce(w.layer_id, made.id)", join="LEFT JOIN made ON made.move_id = w.layer_move_id"
    )
)


@dataclass(slots=True)
class Holding:
    """What is left of an item after the work at hand: its stock and the latest day it was issued on."""

    item_id: int
    stock: Stock
    last_issue_on: dt.date | None


def write_values(
    drafts: Sequence[ValueDraft], holdings: Sequence[Holding], layers: Sequence[tuple[int, Layer]]
) -> None:
    """Write value entries, what is left of each item, and the ``(item id, layer)`` that are new or changed."""
    company_id = current_company_id()
    costs = [(each.item_id, each.stock.quantity, each.stock.value, each.last_issue_on) for each in holdings]
    values = [_record(each) for each in drafts]
    arguments: list[Any] = [*sql.columns(costs, 4)]
    if layers:
        arguments += [company_id, *_layer_columns(layers)]
    arguments += [company_id, *sql.columns(values, 12)]
    sql.execute(_LAYERED if layers else _PLAIN, arguments)


def _record(each: ValueDraft) -> tuple[object, ...]:
    layer = each.layer
    return (
        each.item_id,
        each.move_id,
        each.kind,
        each.quantity,
        each.value,
        each.valued_on,
        each.booked,
        each.entry_id,
        each.corrects_id,
        each.reason,
        layer.id if layer and layer.id else each.layer_id,
        layer.move_id if layer and not layer.id else None,
    )


def _layer_columns(layers: Sequence[tuple[int, Layer]]) -> list[Any]:
    made = [
        (item_id, a.move_id, a.received_on, a.quantity, a.remaining, a.value, a.remaining_value)
        for item_id, a in layers
        if not a.id
    ]
    used = [(a.id, a.remaining, a.value, a.remaining_value) for _, a in layers if a.id and a.changed]
    return [*sql.columns(made, 7), *sql.columns(used, 4)]
