"""What must always hold in the value book, proved from its lines."""

from nonet.kernel.checks import Invariant
from nonet.kernel.money import currencies


def _codes(digits: int) -> str:
    return ", ".join(f"'{code}'" for code, each in currencies().items() if each.digits == digits) or "''"


_DIGITS = (
    f"(SELECT CASE WHEN currency IN ({_codes(0)}) THEN 0 WHEN currency IN ({_codes(3)}) THEN 3 ELSE 2 END"
    " FROM kernel_company WHERE id = %(company)s)"
)
_OWN = "(SELECT currency FROM kernel_company WHERE id = %(company)s)"

INVARIANTS = [
    Invariant(
        "money_entries_balance",
        "Every entry has lines, its debits equal its credits, and its lines bear its date.",
        """
SELECT e.id AS entry_id, s.debit, s.credit, s.lines, s.dates
FROM money_entry e LEFT JOIN (
    SELECT entry_id, sum(debit) AS debit, sum(credit) AS credit, count(*) AS lines,
        min(posted_on) AS first_on, max(posted_on) AS last_on, count(DISTINCT posted_on) AS dates
    FROM money_entryline WHERE company_id = %(company)s GROUP BY entry_id
) AS s ON s.entry_id = e.id
WHERE e.company_id = %(company)s
  AND (s.lines IS NULL OR s.debit <> s.credit OR s.first_on <> e.posted_on OR s.last_on <> e.posted_on)""",
    ),
    Invariant(
        "money_control_equals_open_items",
        "Receivables and payables in the ledger equal the sum of the open items.",
        f"""
WITH ledger AS (
    SELECT l.account_id, sum(l.debit - l.credit) AS balance FROM money_entryline l
    JOIN money_account a ON a.id = l.account_id AND a.control IN ('receivable', 'payable')
    WHERE l.company_id = %(company)s GROUP BY l.account_id
), foreign_home AS (
    SELECT o.id, sum(l.debit - l.credit) AS home FROM money_openitem o
    JOIN money_entryline l ON l.entry_id = o.entry_id AND l.account_id = o.account_id AND l.party_id = o.party_id
    WHERE o.company_id = %(company)s AND o.open_amount <> 0 AND o.currency <> {_OWN} GROUP BY o.id
), items AS (
    SELECT o.account_id, sum(CASE WHEN h.id IS NULL THEN o.open_amount
        ELSE round(h.home * o.open_amount / o.amount, {_DIGITS}) END) AS balance
    FROM money_openitem o LEFT JOIN foreign_home h ON h.id = o.id
    WHERE o.company_id = %(company)s AND o.open_amount <> 0 GROUP BY o.account_id
)
SELECT account_id, coalesce(ledger.balance, 0) AS ledger, coalesce(items.balance, 0) AS open_items
FROM ledger FULL JOIN items USING (account_id) WHERE coalesce(ledger.balance, 0) <> coalesce(items.balance, 0)""",
    ),
    Invariant(
        "money_inventory_equals_values",
        "The inventory accounts equal the sum of the value entries.",
        """
SELECT * FROM (
    SELECT (SELECT coalesce(sum(l.debit - l.credit), 0) FROM money_entryline l JOIN money_account a
            ON a.id = l.account_id AND a.control = 'inventory' WHERE l.company_id = %(company)s) AS ledger,
        (SELECT coalesce(sum(value), 0) FROM money_valueentry WHERE company_id = %(company)s) AS value_entries
) AS both_sides WHERE ledger <> value_entries""",
    ),
    Invariant(
        "money_item_costs_equal_values",
        "What each item's stock is worth equals the sum of its value entries.",
        """
SELECT item_id, c.quantity, v.quantity AS entered_quantity, c.value, v.value AS entered_value
FROM (SELECT item_id, quantity, value FROM money_itemcost WHERE company_id = %(company)s) AS c
FULL JOIN (SELECT item_id, sum(quantity) AS quantity, sum(value) AS value FROM money_valueentry
    WHERE company_id = %(company)s GROUP BY item_id) AS v USING (item_id)
WHERE coalesce(c.quantity, 0) <> coalesce(v.quantity, 0) OR coalesce(c.value, 0) <> coalesce(v.value, 0)""",
    ),
    Invariant(
        "money_layers_equal_item_costs",
        "The layers of items at FIFO add up to what their stock is worth.",
        """
SELECT c.item_id, c.quantity, l.remaining, c.value, l.remaining_value
FROM money_itemcost c JOIN items_item i ON i.id = c.item_id AND i.costing = 'fifo'
LEFT JOIN (SELECT item_id, sum(remaining) AS remaining, sum(remaining_value) AS remaining_value FROM money_costlayer
    WHERE company_id = %(company)s GROUP BY item_id) AS l ON l.item_id = c.item_id
WHERE c.company_id = %(company)s
  AND (c.quantity <> coalesce(l.remaining, 0) OR c.value <> coalesce(l.remaining_value, 0))""",
    ),
    Invariant(
        "money_layers_equal_values",
        "What is left of each layer equals the value entries that name it.",
        """
SELECT l.id AS layer_id, l.remaining, v.quantity, l.remaining_value, v.value
FROM money_costlayer l LEFT JOIN (SELECT layer_id, sum(quantity) AS quantity, sum(value) AS value
    FROM money_valueentry WHERE company_id = %(company)s AND layer_id IS NOT NULL GROUP BY layer_id) AS v
    ON v.layer_id = l.id
WHERE l.company_id = %(company)s
  AND (l.remaining <> coalesce(v.quantity, 0) OR l.remaining_value <> coalesce(v.value, 0))""",
    ),
    Invariant(
        "money_moves_are_valued",
        "Every move of own goods into or out of stock is valued, once and in full.",
        """
SELECT m.id AS move_id, m.direction * m.quantity AS moved, coalesce(v.quantity, 0) AS valued
FROM stock_move m LEFT JOIN (SELECT move_id, sum(quantity) AS quantity FROM money_valueentry
    WHERE company_id = %(company)s AND move_id IS NOT NULL GROUP BY move_id) AS v ON v.move_id = m.id
WHERE m.company_id = %(company)s AND m.direction <> 0 AND m.owner_id IS NULL
  AND m.direction * m.quantity <> coalesce(v.quantity, 0)""",
    ),
    Invariant(
        "money_stock_equals_valued",
        "The quantity valued of each item is what lies in the places of stock.",
        """
SELECT item_id, coalesce(c.quantity, 0) AS valued, coalesce(b.quantity, 0) AS on_hand
FROM (SELECT item_id, quantity FROM money_itemcost WHERE company_id = %(company)s) AS c
FULL JOIN (SELECT item_id, sum(on_hand) AS quantity FROM stock_balance
    WHERE company_id = %(company)s AND owner_id IS NULL GROUP BY item_id) AS b USING (item_id)
WHERE coalesce(c.quantity, 0) <> coalesce(b.quantity, 0)""",
    ),
    Invariant(
        "money_invoice_totals",
        "The totals of each invoice are the sums of its lines.",
        """
SELECT i.id AS invoice_id, i.net_total, l.net, i.tax_total, l.tax, i.gross_total
FROM money_invoice i LEFT JOIN (SELECT invoice_id, sum(net_amount) AS net, sum(tax_amount) AS tax
    FROM money_invoiceline WHERE company_id = %(company)s GROUP BY invoice_id) AS l ON l.invoice_id = i.id
WHERE i.company_id = %(company)s AND (i.net_total <> coalesce(l.net, 0) OR i.tax_total <> coalesce(l.tax, 0)
    OR i.gross_total <> i.net_total + i.tax_total)""",
    ),
    Invariant(
        "money_posted_invoices_complete",
        "Every posted invoice has a number, an entry and, unless it is of nothing, an open item of its amount.",
        """
SELECT i.id AS invoice_id, i.number, i.gross_total, o.amount
FROM money_invoice i LEFT JOIN (SELECT invoice_id, sum(amount) AS amount FROM money_openitem
    WHERE company_id = %(company)s AND invoice_id IS NOT NULL GROUP BY invoice_id) AS o ON o.invoice_id = i.id
WHERE i.company_id = %(company)s AND i.state = 'posted' AND (i.number IS NULL
    OR abs(coalesce(o.amount, 0)) <> i.gross_total)""",
    ),
    Invariant(
        "money_invoiced_counters",
        "What order lines count as invoiced is what invoices that stand charge for them.",
        """
SELECT ol.id AS order_line_id, ol.invoiced, coalesce(l.quantity, 0) AS charged
FROM orders_orderline ol LEFT JOIN (
    SELECT il.order_line_id, sum(il.quantity) AS quantity FROM money_invoiceline il
    JOIN money_invoice i ON i.id = il.invoice_id AND i.state <> 'cancelled'
    WHERE il.company_id = %(company)s AND il.order_line_id IS NOT NULL GROUP BY il.order_line_id
) AS l ON l.order_line_id = ol.id
WHERE ol.company_id = %(company)s AND ol.invoiced <> least(coalesce(l.quantity, 0), ol.quantity)""",
    ),
    Invariant(
        "money_settlements_equal_open",
        "What is open of each item is its amount less what was settled, and both sides lie within one party.",
        """
SELECT o.id AS open_item_id, o.amount, o.open_amount, coalesce(s.amount, 0) AS settled
FROM money_openitem o LEFT JOIN (
    SELECT item_id, sum(amount) AS amount FROM (
        SELECT claim_id AS item_id, amount FROM money_settlement WHERE company_id = %(company)s
        UNION ALL SELECT counter_id, -amount FROM money_settlement WHERE company_id = %(company)s
    ) AS sides GROUP BY item_id
) AS s ON s.item_id = o.id
WHERE o.company_id = %(company)s AND o.open_amount <> o.amount - coalesce(s.amount, 0)""",
    ),
    Invariant(
        "money_vouchers_without_gap",
        "Voucher numbers run from 1 without a gap within each word and month.",
        """
SELECT period_id, word, min(number) AS first, max(number) AS last, count(*) AS given
FROM money_voucher WHERE company_id = %(company)s GROUP BY period_id, word
HAVING min(number) <> 1 OR max(number) <> count(*)""",
    ),
    Invariant(
        "money_invoices_without_gap",
        "The numbers of posted invoices run without a gap within each kind and year.",
        """
SELECT kind, prefix, min(n) AS first, max(n) AS last, count(*) AS given FROM (
    SELECT kind, split_part(number, '-', 1) AS prefix, split_part(number, '-', 2)::bigint AS n FROM money_invoice
    WHERE company_id = %(company)s AND state = 'posted' AND number ~ '^[A-Z]+[0-9]{4}-[0-9]+$'
) AS numbered GROUP BY kind, prefix HAVING min(n) <> 1 OR max(n) <> count(*)""",
    ),
    Invariant(
        "money_keys_within_company",
        "Value entries, entry lines and open items name items, accounts and parties of their own company.",
        """
SELECT 'entry line' AS row_of, l.id FROM money_entryline l LEFT JOIN money_account a ON a.id = l.account_id
WHERE l.company_id = %(company)s AND a.company_id IS DISTINCT FROM l.company_id
UNION ALL
SELECT 'value entry', v.id FROM money_valueentry v LEFT JOIN items_item i ON i.id = v.item_id
WHERE v.company_id = %(company)s AND i.company_id IS DISTINCT FROM v.company_id
UNION ALL
SELECT 'open item', o.id FROM money_openitem o LEFT JOIN parties_party p ON p.id = o.party_id
WHERE o.company_id = %(company)s AND p.company_id IS DISTINCT FROM o.company_id""",
    ),
]
