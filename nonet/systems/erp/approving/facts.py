"""What approvers and rules look at in each kind of document: a statement or two for any number of them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from nonet.books.money.selectors.company import company_books
from nonet.books.money.selectors.credit import credit_exposure
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.approvals.points import Facts
from nonet.kernel.money import round_amount

SHOWN = 5
ZERO = Decimal(0)

_RATE = """
CASE WHEN {currency} = c.currency THEN 1 ELSE (SELECT x.rate FROM money_exchangerate x
    WHERE x.company_id = c.id AND x.currency = {currency} AND x."on" <= {on} ORDER BY x."on" DESC LIMIT 1) END
"""
_ORDERS = f"""
SELECT o.id, o.number, o.gross_total AS total, o.currency, o.party_id, p.name AS party, o.created_by_id AS asked_by,
    o.note, o.state <> 'draft' AS is_firm,
    o.created_at >= transaction_timestamp() AS is_new, {_RATE.format(currency="o.currency", on="current_date")} AS rate
FROM orders_order o JOIN kernel_company c ON c.id = o.company_id LEFT JOIN parties_party p ON p.id = o.party_id
WHERE o.company_id = %s AND o.id = ANY(%s)
"""
_ORDER_LINES = """
SELECT l.order_id AS id, l.item_id, i.code, i.name, i.category_id, l.quantity, l.unit_id, l.discount
FROM orders_orderline l JOIN items_item i ON i.id = l.item_id
WHERE l.company_id = %s AND l.order_id = ANY(%s) ORDER BY l.order_id, l.position, l.id
"""
_INVOICES = """
SELECT v.id, v.number, v.gross_total AS total, v.currency, v.party_id, p.name AS party, v.rate,
    v.party_reference AS note, v.created_at >= transaction_timestamp() AS is_new, NULL::bigint AS asked_by
FROM money_invoice v JOIN parties_party p ON p.id = v.party_id
WHERE v.company_id = %s AND v.id = ANY(%s)
"""
_INVOICE_LINES = """
SELECT l.invoice_id AS id, l.item_id, coalesce(i.code, '') AS code, coalesce(i.name, l.description) AS name,
    i.category_id, l.quantity, i.unit_id, 0::numeric AS discount
FROM money_invoiceline l LEFT JOIN items_item i ON i.id = l.item_id
WHERE l.company_id = %s AND l.invoice_id = ANY(%s) ORDER BY l.invoice_id, l.id
"""
_PAYMENTS = """
SELECT y.id, y.number, y.amount AS total, y.currency, y.party_id, p.name AS party, y.rate, y.reference AS note,
    NULL::bigint AS asked_by
FROM money_payment y JOIN parties_party p ON p.id = y.party_id
WHERE y.company_id = %s AND y.id = ANY(%s) AND y.kind IN ('made', 'refund_paid')
"""
_ADJUSTMENTS = """
SELECT a.id, a.number, a.reason AS note, a.created_by_id AS asked_by, a.kind,
    (SELECT coalesce(sum(abs(v.value)), 0) FROM money_valueentry v JOIN stock_move m ON m.id = v.move_id
        WHERE m.adjustment_id = a.id AND v.company_id = a.company_id) AS total
FROM stock_adjustment a WHERE a.company_id = %s AND a.id = ANY(%s)
"""
_ADJUSTMENT_LINES = """
SELECT m.adjustment_id AS id, m.item_id, i.code, i.name, i.category_id, m.quantity, i.unit_id, 0::numeric AS discount
FROM stock_move m JOIN items_item i ON i.id = m.item_id
WHERE m.company_id = %s AND m.adjustment_id = ANY(%s) ORDER BY m.adjustment_id, m.id
"""
_COUNTS = """
SELECT n.id, n.number, n.created_by_id AS asked_by, s.name AS note, (SELECT coalesce(sum(
        abs(l.counted_quantity - l.book_quantity) * CASE WHEN k.quantity > 0 THEN k.value / k.quantity ELSE 0 END), 0)
    FROM stock_countline l LEFT JOIN LATERAL (SELECT sum(quantity) AS quantity, sum(value) AS value
        FROM money_itemcost WHERE company_id = n.company_id AND item_id = l.item_id) k ON true
    WHERE l.count_id = n.id AND l.counted_quantity <> l.book_quantity) AS total
FROM stock_count n JOIN places_site s ON s.id = n.site_id WHERE n.company_id = %s AND n.id = ANY(%s)
"""
_COUNT_LINES = """
SELECT l.count_id AS id, l.item_id, i.code, i.name, i.category_id, l.counted_quantity - l.book_quantity AS quantity,
    i.unit_id, 0::numeric AS discount
FROM stock_countline l JOIN items_item i ON i.id = l.item_id WHERE l.company_id = %s AND l.count_id = ANY(%s)
    AND l.counted_quantity <> l.book_quantity ORDER BY l.count_id, l.id
"""
_PARTIES = """
SELECT id, code, name, credit_limit FROM parties_party WHERE company_id = %s AND id = ANY(%s)
"""


def _read(query: str, ids: Sequence[int]) -> list[Any]:
    return sql.rows(query, (current_company_id(), list(ids)))


def _by_id(rows: Sequence[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for each in rows:
        found.setdefault(each.id, []).append(each)
    return found


def _amount(head: Any) -> Decimal | None:
    """Return the amount in the company's currency; None, which every limit holds for, without a rate."""
    rate = getattr(head, "rate", 1)
    return None if rate is None else round_amount(head.total * rate, company_books().currency)


def _facts(head: Any, lines: Sequence[Any]) -> Facts:
    quantities: dict[str, Decimal] = {}
    for each in lines:
        key = each.code or each.name
        quantities[key] = quantities.get(key, ZERO) + abs(each.quantity)
    return Facts(
        number=head.number or "",
        amount=_amount(head),
        total=head.total,
        currency=getattr(head, "currency", company_books().currency),
        party_id=getattr(head, "party_id", None),
        party=getattr(head, "party", None) or "",
        category_ids=tuple(sorted({each.category_id for each in lines if each.category_id})),
        discount=max((each.discount for each in lines), default=ZERO),
        lines={key: str(value.normalize()) for key, value in quantities.items()},
        shown=tuple(f"{each.name} × {each.quantity.normalize():f}" for each in lines[:SHOWN]),
        count=len(lines),
        asked_by=head.asked_by,
        note=head.note or "",
        is_firm=getattr(head, "is_firm", False),
        is_new=getattr(head, "is_new", True),
    )


def _documents(heads: str, lines: str, ids: Sequence[int]) -> dict[int, Facts]:
    by_id = _by_id(_read(lines, ids)) if lines else {}
    return {each.id: _facts(each, by_id.get(each.id, ())) for each in _read(heads, ids)}


def orders(ids: Sequence[int]) -> dict[int, Facts]:
    """Return what orders of any kind come to."""
    return _documents(_ORDERS, _ORDER_LINES, ids)


def invoices(ids: Sequence[int]) -> dict[int, Facts]:
    """Return what invoices, credit notes and bills come to."""
    return _documents(_INVOICES, _INVOICE_LINES, ids)


def payments(ids: Sequence[int]) -> dict[int, Facts]:
    """Return what payments take out of the company; money that comes in needs nobody's leave."""
    return _documents(_PAYMENTS, "", ids)


def adjustments(ids: Sequence[int]) -> dict[int, Facts]:
    """Return what posted adjustments were worth, whichever way."""
    return _documents(_ADJUSTMENTS, _ADJUSTMENT_LINES, ids)


def counts(ids: Sequence[int]) -> dict[int, Facts]:
    """Return what counts' differences are worth at today's costs, gains and losses both counted."""
    return _documents(_COUNTS, _COUNT_LINES, ids)


def customers(ids: Sequence[int]) -> dict[int, Facts]:
    """Return what customers owe or were promised."""
    exposure: Mapping[int, Decimal] = credit_exposure(list(ids))
    currency = company_books().currency
    return {
        each.id: Facts(
            number=each.code,
            amount=(owed := round_amount(exposure.get(each.id, ZERO), currency)),
            total=owed,
            currency=currency,
            party_id=each.id,
            party=each.name,
        )
        for each in _read(_PARTIES, ids)
    }
