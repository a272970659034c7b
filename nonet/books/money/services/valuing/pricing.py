"""What goods that come in are worth, and why: the order's price, what they cost when they left, the average."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from nonet.books.money.errors import ExchangeRateMissing
from nonet.books.money.selectors.company import company_books
from nonet.books.money.services.valuing.methods import ZERO, Stock, share
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id


@dataclass(slots=True)
class Claim:
    """What is still out of an issue: goods that come back take their share of its value."""

    quantity: Decimal
    value: Decimal

    def take(self, quantity: Decimal, quantum: Decimal) -> Decimal:
        """Take back a quantity, no more than is out, at the value it left with."""
        value = share(self.value, quantity, self.quantity, quantum)
        self.quantity -= quantity
        self.value -= value
        return value


@dataclass(slots=True)
class PriceBook:
    """All that the moves at hand need to be valued by, read in at most four statements."""

    quantum: Decimal
    costs: Mapping[int, Decimal]
    order_prices: dict[int, Any] = field(default_factory=dict)
    origins: dict[int, Claim] = field(default_factory=dict)
    reversed: dict[int, Claim] = field(default_factory=dict)
    last: dict[int, Decimal] = field(default_factory=dict)

    def incoming(self, move: Any, stock: Stock) -> tuple[Decimal, str]:
        """Return the value of goods that come in, and the reason for it."""
        if move.id in self.costs:
            return self.rounded(move.quantity * self.costs[move.id]), "given"
        if move.reverses_id in self.reversed:
            return self._from_claim(self.reversed[move.reverses_id], move, stock, "reversal")
        if move.id in self.order_prices:
            return self.order_value(move), "order price"
        if move.id in self.origins:
            return self._from_claim(self.origins[move.id], move, stock, "original cost")
        return self._at_present(move, move.quantity, stock)

    def order_value(self, move: Any) -> Decimal:
        """Return what the order line says the quantity costs, in the company's currency.

        Raises
        ------
        ExchangeRateMissing
            When the order is in a currency without a rate on the day.
        """
        line = self.order_prices[move.id]
        if line.rate is None:
            raise ExchangeRateMissing(line.currency, move.moved_on)
        return self.rounded(line.net_amount * move.quantity / line.quantity * line.rate)

    def supplier_value(self, move: Any, cost: Decimal) -> Decimal:
        """Return what the supplier owes for goods sent back; without an order that is what they cost."""
        claim = self.reversed.get(move.reverses_id)
        if claim is not None and move.quantity <= -claim.quantity:
            return -claim.take(-move.quantity, self.quantum)
        return self.order_value(move) if move.id in self.order_prices else cost

    def rounded(self, amount: Decimal) -> Decimal:
        """Round to the digits of the company's currency."""
        return amount.quantize(self.quantum, ROUND_HALF_UP)

    def _from_claim(self, claim: Claim, move: Any, stock: Stock, reason: str) -> tuple[Decimal, str]:
        known = min(move.quantity, max(claim.quantity, ZERO))
        value = claim.take(known, self.quantum) if known else ZERO
        rest, why = (
            self._at_present(move, move.quantity - known, stock) if known < move.quantity else (ZERO, "")
        )
        return value + rest, reason if known else why

    def _at_present(self, move: Any, quantity: Decimal, stock: Stock) -> tuple[Decimal, str]:
        if stock.quantity:
            return self.rounded(stock.value * quantity / stock.quantity), "current average"
        if move.standard_cost is not None:
            return self.rounded(move.standard_cost * quantity), "standard cost"
        return self.rounded(self.last.get(move.item_id, ZERO) * quantity), "last known cost"


def read_prices(moves: Sequence[Any], costs: Mapping[int, Decimal]) -> PriceBook:
    """Read what the moves are to be valued by; plain issues need no statement at all."""
    book = PriceBook(company_books().quantum, costs)
    open_ = [each for each in moves if each.id not in costs]
    if supplied := [each for each in open_ if each.counterpart == "supplier" and each.order_line_id]:
        book.order_prices = _order_prices(supplied)
    if returned := [each for each in open_ if _is_customer_return(each)]:
        book.origins = _origins(returned)
    if undone := sorted({each.reverses_id for each in open_ if each.reverses_id}):
        book.reversed = _reversed(undone)
    if unpriced := sorted({each.item_id for each in open_ if _may_need_last_cost(each, book)}):
        book.last = _last_costs(unpriced)
    return book


def _is_customer_return(move: Any) -> bool:
    return move.direction > 0 and move.counterpart == "customer" and move.order_line_id is not None


def _may_need_last_cost(move: Any, book: PriceBook) -> bool:
    known = move.id in book.order_prices or move.id in book.origins or move.reverses_id
    return move.direction > 0 and move.standard_cost is None and not known


def _order_prices(moves: Sequence[Any]) -> dict[int, Any]:
    """Return net amount, quantity, currency and rate of the order line of each move; tax that nobody gives
    back is part of the cost."""
    books = company_books()
    found = sql.rows(
        "SELECT w.move_id, ol.quantity, o.currency,"
        " ol.net_amount + CASE WHEN t.recoverable = false THEN ol.tax_amount ELSE 0 END AS net_amount,"
        " CASE WHEN o.currency = %s THEN 1 ELSE (SELECT x.rate FROM money_exchangerate x"
        " WHERE x.company_id = o.company_id AND x.currency = o.currency AND x.on <= w.moved_on"
        " ORDER BY x.on DESC LIMIT 1) END AS rate"
        " FROM unnest(%s::bigint[], %s::bigint[], %s::date[]) AS w (move_id, line_id, moved_on)"
        " JOIN orders_orderline ol ON ol.id = w.line_id JOIN orders_order o ON o.id = ol.order_id"
        " LEFT JOIN taxes_taxcode t ON t.id = ol.tax_code_id",
        (books.currency, *sql.columns([(m.id, m.order_line_id, m.moved_on) for m in moves], 3)),
    )
    return {each.move_id: each for each in found}


_ORIGINS = """
SELECT w.order_line_id, w.item_id, ol.origin_line_id AS origin_id,
       -coalesce(sum(v.quantity), 0) AS quantity, -coalesce(sum(v.value), 0) AS value
FROM unnest(%s::bigint[], %s::bigint[]) AS w (order_line_id, item_id)
JOIN orders_orderline ol ON ol.id = w.order_line_id
JOIN LATERAL (
    SELECT m.id FROM orders_deliveryline dl JOIN stock_move m ON m.delivery_line_id = dl.id
    WHERE dl.order_line_id = ol.origin_line_id AND m.item_id = w.item_id AND m.direction <> 0
    UNION ALL
    SELECT m.id FROM orders_orderline back JOIN orders_receiptline rl ON rl.order_line_id = back.id
    JOIN stock_move m ON m.receipt_line_id = rl.id
    WHERE back.origin_line_id = ol.origin_line_id AND m.item_id = w.item_id AND m.direction <> 0
) AS m ON true
JOIN money_valueentry v ON v.move_id = m.id
WHERE ol.company_id = %s
GROUP BY 1, 2, 3
"""


def _origins(moves: Sequence[Any]) -> dict[int, Claim]:
    """Return by move what is still out of the sale it comes back from; moves of one sale share one claim."""
    lines = sorted({(each.order_line_id, each.item_id) for each in moves})
    claims: dict[tuple[int, int], Claim] = {}
    by_line: dict[tuple[int, int], Claim] = {}
    for each in sql.rows(_ORIGINS, (*sql.columns(lines, 2), current_company_id())):
        claim = claims.setdefault((each.origin_id, each.item_id), Claim(each.quantity, each.value))
        by_line[each.order_line_id, each.item_id] = claim
    found = ((each.id, by_line.get((each.order_line_id, each.item_id))) for each in moves)
    return {move_id: claim for move_id, claim in found if claim is not None}


def _reversed(move_ids: list[int]) -> dict[int, Claim]:
    """Return what is still out of the moves that are taken back, those taken back before counted off."""
    found = sql.rows(
        "SELECT o.id, -sum(v.quantity) AS quantity, -sum(coalesce(v.booked, v.value)) AS value"
        " FROM unnest(%s::bigint[]) AS o (id)"
        " JOIN stock_move m ON m.company_id = %s AND (m.id = o.id OR m.reverses_id = o.id)"
        " JOIN money_valueentry v ON v.move_id = m.id GROUP BY o.id",
        (move_ids, current_company_id()),
    )
    return {each.id: Claim(each.quantity, each.value) for each in found}


def _last_costs(item_ids: list[int]) -> dict[int, Decimal]:
    found = sql.rows(
        "SELECT DISTINCT ON (item_id) item_id, value / quantity AS cost FROM money_valueentry"
        " WHERE company_id = %s AND item_id = ANY(%s) AND kind = 'receipt' AND quantity > 0"
        " ORDER BY item_id, id DESC",
        (current_company_id(), item_ids),
    )
    return {each.item_id: each.cost for each in found}
