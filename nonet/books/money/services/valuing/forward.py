"""Moves valued in the order in which they were recorded: goods in at their price, goods out by costing method."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from nonet.books.money.services.valuing.methods import Layer, Pool, Queue, Stock
from nonet.books.money.services.valuing.moves import Kind
from nonet.books.money.services.valuing.postings import Happening, happening_of, post_happenings
from nonet.books.money.services.valuing.pricing import PriceBook
from nonet.books.money.services.valuing.writing import Holding, ValueDraft, write_values
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id


@dataclass(slots=True)
class Valuation:
    """The work at hand: each item's stock as it is emptied and filled, and what came of each move."""

    prices: PriceBook
    stocks: dict[int, Stock]
    preferred: dict[int, set[int]]
    drafts: list[tuple[Any, ValueDraft]] = field(default_factory=list)
    happenings: dict[Any, Happening] = field(default_factory=dict)

    def run(self, moves: Sequence[Any]) -> None:
        """Value the moves one after the other."""
        for move in moves:
            if move.direction > 0:
                self._receive(move)
            else:
                self._issue(move)

    def _receive(self, move: Any) -> None:
        stock = self.stocks[move.item_id]
        booked, reason = self.prices.incoming(move, stock)
        value = _standard_value(move, reason, self.prices.quantum)
        draft = ValueDraft(
            move.item_id, move.id, Kind.RECEIPT, move.quantity, booked, move.moved_on, reason=reason
        )
        if value is not None and value != booked:
            draft.value, draft.booked, draft.reason = value, booked, "standard cost"
        if isinstance(stock, Queue):
            q, v = move.quantity, draft.value
            draft.layer = Layer(0, move.id, move.moved_on, q, q, v, v)
        stock.put(move.quantity, draft.value, draft.layer)
        self.drafts.append((move, draft))
        self._say(move, draft.value, draft.booked)

    def _issue(self, move: Any) -> None:
        stock = self.stocks[move.item_id]
        parts = stock.take(move.quantity, move.item, self.preferred.get(move.id, ()))
        cost = parts[0].value if len(parts) == 1 else sum((part.value for part in parts), Decimal(0))
        owed = self.prices.supplier_value(move, cost) if move.counterpart == "supplier" else None
        for n, part in enumerate(parts):
            draft = ValueDraft(move.item_id, move.id, Kind.ISSUE, -part.quantity, -part.value, move.moved_on)
            draft.layer = part.layer
            if owed is not None and owed != cost and n == 0:
                draft.booked = -owed + cost - part.value
            self.drafts.append((move, draft))
        self._say(move, cost, owed)

    def _say(self, move: Any, value: Decimal, booked: Decimal | None) -> None:
        happening_of(move, self.happenings, move.moved_on).add_move(move, value, booked)

    def write(self, costs: Mapping[int, Any]) -> None:
        """Post an entry a document, then write what every move was worth."""
        keys = list(self.happenings)
        entries = dict(zip(keys, post_happenings(list(self.happenings.values())), strict=True))
        for move, draft in self.drafts:
            draft.entry_id = entries[move.source, move.source_id, move.moved_on] or None
        write_values([draft for _, draft in self.drafts], self._holdings(costs), self._touched())

    def _holdings(self, costs: Mapping[int, Any]) -> list[Holding]:
        last = {item_id: costs[item_id].last_issue_on for item_id in self.stocks}
        for move, draft in self.drafts:
            if draft.kind == Kind.ISSUE and (
                last[move.item_id] is None or last[move.item_id] < move.moved_on
            ):
                last[move.item_id] = move.moved_on
        return [Holding(item_id, stock, last[item_id]) for item_id, stock in self.stocks.items()]

    def _touched(self) -> list[tuple[int, Layer]]:
        used = {id(draft.layer): (move.item_id, draft.layer) for move, draft in self.drafts if draft.layer}
        return list(used.values())


def _standard_value(move: Any, reason: str, quantum: Decimal) -> Decimal | None:
    """Return the value at standard cost of goods bought or made at another price; None where it does not apply."""
    if move.costing != "standard" or move.standard_cost is None or reason not in ("order price", "given"):
        return None
    if move.counterpart != "supplier":
        return None
    return (move.standard_cost * move.quantity).quantize(quantum, ROUND_HALF_UP)


def open_stocks(moves: Sequence[Any], costs: Mapping[int, Any], quantum: Decimal) -> dict[int, Stock]:
    """Return the stock of each item; a FIFO item with the layers that its issues may take from."""
    stocks: dict[int, Stock] = {}
    wanted: dict[int, Decimal] = {}
    for move in moves:
        cost = costs[move.item_id]
        if move.item_id not in stocks:
            kind = Queue if move.costing == "fifo" else Pool
            stocks[move.item_id] = kind(cost.quantity, cost.value, quantum)
        if move.costing == "fifo" and move.direction < 0:
            wanted[move.item_id] = wanted.get(move.item_id, Decimal(0)) + move.quantity
    for item_id, layer in _front_layers(wanted) if wanted else ():
        stock = stocks[item_id]
        assert isinstance(stock, Queue)
        stock.layers.append(layer)
    return stocks


_FRONT = """
SELECT item_id, id, move_id, received_on, quantity, remaining, value, remaining_value FROM (
    SELECT l.*, w.wanted,
           sum(l.remaining) OVER (PARTITION BY l.item_id ORDER BY l.received_on, l.id) - l.remaining AS before
    FROM money_costlayer l JOIN unnest(%s::bigint[], %s::numeric[]) AS w (item_id, wanted) ON w.item_id = l.item_id
    WHERE l.company_id = %s AND l.remaining > 0
) AS queue WHERE before < wanted ORDER BY item_id, received_on, id
"""


def _front_layers(wanted: Mapping[int, Decimal]) -> list[tuple[int, Layer]]:
    """Return the layers at the front of each queue that hold the quantity wanted; the item's lock holds them too."""
    found = sql.rows(_FRONT, (list(wanted), list(wanted.values()), current_company_id()))
    return [(each.item_id, Layer(*each[1:])) for each in found]


def preferred_layers(moves: Sequence[Any], stocks: Mapping[int, Stock]) -> dict[int, set[int]]:
    """Have goods that go back to their supplier leave from the layers they came in with; return those by move."""
    back = [m for m in moves if m.direction < 0 and m.costing == "fifo" and m.counterpart == "supplier"]
    preferred: dict[int, set[int]] = {}
    for each in _layers_of_origin(back) if back else ():
        preferred.setdefault(each.wanted_by, set()).add(each.id)
        stock = stocks[each.item_id]
        assert isinstance(stock, Queue)
        if all(layer.id != each.id for layer in stock.layers):
            stock.put(Decimal(0), Decimal(0), Layer(*each[2:]))
    return preferred


def _layers_of_origin(moves: Sequence[Any]) -> list[Any]:
    return sql.rows(
        "SELECT w.move_id AS wanted_by, l.item_id, l.id, l.move_id, l.received_on, l.quantity, l.remaining, l.value,"
        " l.remaining_value FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS w (move_id, line_id, reverses_id)"
        " LEFT JOIN orders_orderline ol ON ol.id = w.line_id"
        " LEFT JOIN orders_receiptline rl ON rl.order_line_id = ol.origin_line_id"
        " JOIN stock_move m ON m.receipt_line_id = rl.id OR m.id = w.reverses_id"
        " JOIN money_costlayer l ON l.move_id = m.id AND l.remaining > 0 WHERE m.company_id = %s",
        (*sql.columns([(m.id, m.order_line_id, m.reverses_id) for m in moves], 3), current_company_id()),
    )
