"""A past valued again: what each issue would have cost, had the late fact been known, less what was booked."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from nonet.books.money.services.valuing.history import History, Part, Past
from nonet.books.money.services.valuing.methods import ZERO, Layer


@dataclass(frozen=True, slots=True)
class Change:
    """A receipt turned out to cost more (or less) than it was valued at."""

    item_id: int
    value_id: int
    move_id: int
    layer_id: int | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Correction:
    """What an issue was valued wrongly by, since: added to its value, in one layer or the pool."""

    item_id: int
    move_id: int
    valued_on: dt.date
    corrects_id: int
    quantity: Decimal
    value: Decimal
    layer: Layer | None


def replay(history: History, changes: Sequence[Change]) -> list[Correction]:
    """Value an item's past again with some receipts changed; leave the history's stock as it then is now."""
    _apply(history, changes)
    corrections: list[Correction] = []
    for move in history.moves:
        if move.is_issue:
            corrections += _issue_again(history, move)
        else:
            _receive_again(history, move)
    return corrections


def _apply(history: History, changes: Iterable[Change]) -> None:
    """Add what changed to its receipt, or to the stock before when the receipt is older than the past looked at."""
    parts = {part.value_id: part for move in history.moves for part in move.parts.values()}
    for change in changes:
        if change.layer_id is not None:
            history.layers[change.layer_id].value += change.amount
        if change.value_id in parts:
            parts[change.value_id].value += change.amount
            continue
        history.stock.value += change.amount
        if change.layer_id is not None:
            history.layers[change.layer_id].remaining_value += change.amount


def _receive_again(history: History, move: Past) -> None:
    for layer_id, part in move.parts.items():
        layer = history.layers[layer_id] if layer_id is not None else None
        if layer is not None:
            layer.remaining, layer.remaining_value = layer.quantity, layer.value
        history.stock.put(part.quantity, part.value, layer)


def _issue_again(history: History, move: Past) -> list[Correction]:
    prefer = {layer_id for layer_id in move.parts if layer_id is not None} if move.to_supplier else set()
    taken = history.stock.take(-move.quantity, history.item_id, prefer)
    now: dict[int | None, tuple[Decimal, Decimal, Layer | None]] = {}
    for part in taken:
        now[part.layer.id if part.layer else None] = (-part.quantity, -part.value, part.layer)
    return list(_differences(history, move, now))


def _differences(
    history: History, move: Past, now: dict[int | None, tuple[Decimal, Decimal, Layer | None]]
) -> Iterable[Correction]:
    for layer_id in dict.fromkeys((*move.parts, *now)):
        then = move.parts.get(layer_id) or Part(move.id, ZERO, ZERO)
        quantity, value, layer = now.get(layer_id) or (ZERO, ZERO, history.layers.get(layer_id or 0))
        if quantity != then.quantity or value != then.value:
            yield Correction(
                history.item_id,
                move.move_id,
                move.valued_on,
                then.value_id,
                quantity - then.quantity,
                value - then.value,
                layer,
            )
