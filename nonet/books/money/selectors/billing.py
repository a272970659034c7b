"""What a supplier may charge for: goods handed over and not billed yet, and what was booked for them."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

_FACTS = """
    ol.id AS order_line_id, ol.order_id, ol.quantity, ol.net_amount, ol.tax_code_id, ol.tax_rate,
    i.id AS item_id, i.code AS item, i.category_id, i.costing, o.currency,
    coalesce(x.recoverable, true) AS recoverable, t.days, t.months, t.from_month_end, t.day_of_month
"""
_JOINS = """
JOIN orders_order o ON o.id = ol.order_id JOIN items_item i ON i.id = ol.item_id
LEFT JOIN taxes_taxcode x ON x.id = ol.tax_code_id LEFT JOIN parties_paymentterm t ON t.id = o.payment_term_id
"""


def lock_receipt_lines(receipt_ids: Collection[int]) -> list[Any]:
    """Lock the lines of posted receipts from suppliers; ``key`` is the receipt line, ``due`` what may be billed."""
    return sql.rows(
        "SELECT rl.id AS key, r.id AS document_id, r.number, r.party_id, rl.invoiced,"
        f" rl.quantity - rl.invoiced AS due, {_FACTS} FROM orders_receipt r"
        " JOIN orders_receiptline rl ON rl.receipt_id = r.id"
        f" JOIN orders_orderline ol ON ol.id = rl.order_line_id {_JOINS}"
        " WHERE r.company_id = %s AND r.id = ANY(%s) AND r.state = 'posted' AND o.kind = 'purchase'"
        " ORDER BY ol.id, rl.id FOR NO KEY UPDATE OF ol, rl",
        (current_company_id(), sorted(receipt_ids)),
    )


def lock_return_lines(order_ids: Collection[int]) -> list[Any]:
    """Lock the lines of purchase returns; ``key`` is the order line, ``due`` what was sent back and not credited."""
    return sql.rows(
        f"SELECT ol.id AS key, o.id AS document_id, o.number, o.party_id, ol.invoiced, ol.shipped - ol.invoiced AS due,"
        f" {_FACTS} FROM orders_orderline ol {_JOINS}"
        " WHERE o.company_id = %s AND o.id = ANY(%s) AND o.state = 'confirmed' AND o.kind = 'purchase_return'"
        " ORDER BY ol.id FOR NO KEY UPDATE OF ol",
        (current_company_id(), sorted(order_ids)),
    )


def billed_before(kind: str, references: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """Return the bills that suppliers' references name already."""
    pairs = sorted(set(references))
    found = sql.rows(
        "SELECT i.party_id, i.party_reference, i.id FROM unnest(%s::bigint[], %s::text[]) AS w (party_id, reference)"
        " JOIN money_invoice i ON i.party_id = w.party_id AND i.party_reference = w.reference"
        " WHERE i.company_id = %s AND i.kind = %s AND i.state <> 'cancelled' AND w.reference <> ''",
        (*sql.columns(pairs, 2), current_company_id(), kind),
    )
    return {(each.party_id, each.party_reference): each.id for each in found}


_RECEIVED = """
SELECT m.receipt_line_id AS key, sum(v.quantity) AS quantity, sum(coalesce(v.booked, v.value)) AS value,
    array_agg(v.id ORDER BY v.id) AS value_ids, array_agg(v.move_id ORDER BY v.id) AS move_ids,
    array_agg(v.layer_id ORDER BY v.id) AS layer_ids, array_agg(v.quantity ORDER BY v.id) AS quantities,
    min(v.valued_on) AS valued_on
FROM stock_move m JOIN money_valueentry v ON v.move_id = m.id AND v.corrects_id IS NULL AND v.kind = 'receipt'
WHERE m.receipt_line_id = ANY(%s) AND m.company_id = %s GROUP BY 1
"""
_RETURNED = """
SELECT dl.order_line_id AS key, -sum(v.quantity) AS quantity, -sum(coalesce(v.booked, v.value)) AS value
FROM orders_deliveryline dl JOIN stock_move m ON m.delivery_line_id = dl.id
JOIN money_valueentry v ON v.move_id = m.id AND v.corrects_id IS NULL
WHERE dl.order_line_id = ANY(%s) AND m.company_id = %s GROUP BY 1
"""


def receipt_values(kind: str, keys: Sequence[int]) -> dict[int, Any]:
    """Return by line what was booked against the supplier when the goods were handed over, and in which entries."""
    query = _RECEIVED if kind == "purchase_bill" else _RETURNED
    found = sql.rows(query, (list(keys), current_company_id()))
    return {each.key: each for each in found}
