"""Sales invoices and credit notes: drafted from what was handed over, then posted with a gapless number."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from nonet.books.money.errors import NothingToInvoice
from nonet.books.money.events import InvoicesDrafted, InvoicesPosted
from nonet.books.money.services.claiming import claim, number
from nonet.kernel import events, sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import today
from nonet.kernel.errors import WrongState
from nonet.kernel.money import round_amount
from nonet.kernel.sql import arrays
from nonet.kernel.verbs import Outcome, verb
from nonet.masters.parties.terms import Term, due_date

KINDS = {"sales": "sales_invoice", "sales_return": "credit_note"}

_DUE = """
SELECT o.id AS order_id, o.number, o.state, o.kind, o.party_id, o.currency, o.channel, c.currency AS own_currency,
    t.days, t.months, t.from_month_end, t.day_of_month, l.id AS line_id, l.item_id, l.description, l.price, l.discount,
    l.tax_code_id, l.tax_rate, l.quantity, l.net_amount, l.tax_amount, l.invoiced, l.cancelled,
    CASE WHEN i.kind = 'service' THEN l.quantity - l.cancelled ELSE l.shipped END - l.invoiced AS due,
    CASE WHEN o.currency = c.currency THEN 1 ELSE (SELECT x.rate FROM money_exchangerate x
        WHERE x.company_id = o.company_id AND x.currency = o.currency AND x."on" <= %(on)s
        ORDER BY x."on" DESC LIMIT 1) END AS rate
FROM orders_order o JOIN kernel_company c ON c.id = o.company_id
LEFT JOIN parties_paymentterm t ON t.id = o.payment_term_id
JOIN orders_orderline l ON l.order_id = o.id LEFT JOIN items_item i ON i.id = l.item_id
WHERE o.company_id = %(company)s AND o.id = ANY(%(ids)s) AND o.kind IN ('sales', 'sales_return')
ORDER BY o.id, l.position FOR NO KEY UPDATE OF o, l
"""

HEAD_COLUMNS = {
    "kind": "text",
    "party_id": "bigint",
    "issued_on": "date",
    "due_on": "date",
    "currency": "text",
    "rate": "numeric",
    "net_total": "numeric",
    "tax_total": "numeric",
}
LINE_COLUMNS = {
    "order_line_id": "bigint",
    "item_id": "bigint",
    "description": "text",
    "quantity": "numeric",
    "price": "numeric",
    "tax_code_id": "bigint",
    "tax_rate": "numeric",
    "net_amount": "numeric",
    "tax_amount": "numeric",
}
HEAD_NAMES, LINE_NAMES = ", ".join(HEAD_COLUMNS), ", ".join(LINE_COLUMNS)

_WRITE = f"""
WITH source AS (
    SELECT * FROM unnest({arrays(HEAD_COLUMNS)}) WITH ORDINALITY AS s ({HEAD_NAMES}, n)
), made AS (
    INSERT INTO money_invoice (company_id, {HEAD_NAMES}, gross_total)
    SELECT %s::bigint, {HEAD_NAMES}, net_total + tax_total FROM source ORDER BY n RETURNING id
), numbered AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM made),
lines AS (
    INSERT INTO money_invoiceline (company_id, invoice_id, {LINE_NAMES})
    SELECT %s::bigint, numbered.id, {LINE_NAMES} FROM unnest(%s::int[], {arrays(LINE_COLUMNS)}) AS l (n, {LINE_NAMES})
    JOIN numbered USING (n) ORDER BY numbered.n, l.order_line_id
    RETURNING order_line_id, quantity
), counted AS (
    UPDATE orders_orderline o SET invoiced = o.invoiced + l.quantity,
        shipped = o.shipped + CASE WHEN i.kind = 'service' THEN l.quantity ELSE 0 END
    FROM lines l, items_item i WHERE o.id = l.order_line_id AND i.id = o.item_id
), closed AS (UPDATE orders_order SET closed_at = now() WHERE company_id = %s AND id = ANY(%s))
SELECT id FROM numbered ORDER BY n
"""

_SERVICES_BACK = """
UPDATE orders_orderline o SET returned = o.returned + back.quantity
FROM (SELECT r.origin_line_id, sum(l.quantity) AS quantity FROM money_invoiceline l
    JOIN orders_orderline r ON r.id = l.order_line_id JOIN items_item i ON i.id = r.item_id
    WHERE l.company_id = %s AND l.invoice_id = ANY(%s) AND i.kind = 'service' AND r.origin_line_id IS NOT NULL
    GROUP BY r.origin_line_id) back
WHERE o.id = back.origin_line_id
"""


@verb("money.invoice_orders")
def invoice_orders(*, order_ids: Sequence[int], issued_on: dt.date | None = None) -> Outcome:
    """Draft one invoice (or credit note) an order for what was handed over and not invoiced yet.

    ``done`` holds the new invoices' ids; ``refused`` is by order. Services count as handed over with their
    invoice. Two statements, however many orders; three when services come back.
    """
    outcome = Outcome()
    on = issued_on or today()
    rows = sql.rows(_DUE, {"company": current_company_id(), "ids": sorted(set(order_ids)), "on": on})
    outcome.refuse_missing(order_ids, (row.order_id for row in rows))
    groups = []
    finished = []
    for order_id, of_order in groupby(rows, attrgetter("order_id")):
        lines = list(of_order)
        due = [line for line in lines if line.due and line.due > 0]
        if lines[0].state != "confirmed":
            outcome.refused[order_id] = WrongState(lines[0].number, lines[0].state)
        elif not due:
            outcome.refused[order_id] = NothingToInvoice()
        else:
            groups.append(due)
            finished += [order_id] if all(map(_is_finished, lines)) else []
    outcome.done = _write_drafts(groups, on, finished)
    return outcome


def _is_finished(line: Any) -> bool:
    """Return whether nothing of a line is left to do once what is due is invoiced."""
    return bool(line.invoiced + line.due + line.cancelled >= line.quantity)


def _write_drafts(groups: Sequence[Sequence[Any]], on: dt.date, finished: Sequence[int]) -> list[int]:
    if not groups:
        return []
    drafted = [[_line(n, line) for line in group] for n, group in enumerate(groups, 1)]
    heads = [_head(group[0], lines, on) for group, lines in zip(groups, drafted, strict=True)]
    lines = [line for of_invoice in drafted for line in of_invoice]
    company = current_company_id()
    made = sql.rows(
        _WRITE, (*sql.columns(heads, 8), company, company, *sql.columns(lines, 10), company, list(finished))
    )
    ids = [each.id for each in made]
    if any(group[0].kind == "sales_return" for group in groups):
        # Goods are counted as returned when they come in; services, which do not, with their credit.
        sql.execute(_SERVICES_BACK, (company, ids))
    events.publish(InvoicesDrafted(tuple(ids)))
    return ids


def _line(n: int, line: Any) -> tuple[Any, ...]:
    """Return one invoice line; amounts are the order line's share up to now less what was invoiced before."""
    reached = line.invoiced + line.due
    net = _share(line.net_amount, reached, line) - _share(line.net_amount, line.invoiced, line)
    tax = _share(line.tax_amount, reached, line) - _share(line.tax_amount, line.invoiced, line)
    return line_record(n, line.line_id, line, line.due, net, tax)


def line_record(
    n: int, line_id: int, line: Any, quantity: Decimal, net: Decimal, tax: Decimal
) -> tuple[Any, ...]:
    """Return the line of the n-th invoice for a quantity of an order line: ``n`` and the values of ``LINE_COLUMNS``."""
    price = line.price * (1 - line.discount) if line.discount else line.price
    return (
        n,
        line_id,
        line.item_id,
        line.description,
        quantity,
        price,
        line.tax_code_id,
        line.tax_rate,
        net,
        tax,
    )


def _share(amount: Decimal, reached: Decimal, line: Any) -> Decimal:
    if reached == line.quantity or not reached:
        return amount if reached else reached
    return round_amount(amount * reached / line.quantity, line.currency)


def _head(first: Any, lines: Sequence[tuple[Any, ...]], on: dt.date) -> tuple[Any, ...]:
    term = first if first.days is not None else None
    return head_record(KINDS[first.kind], first, first.rate, term, lines, on)


def head_record(
    kind: str, order: Any, rate: Decimal, term: Term | None, lines: Sequence[tuple[Any, ...]], on: dt.date
) -> tuple[Any, ...]:
    """Return the head of an invoice of lines of ``line_record``: the values of ``HEAD_COLUMNS``."""
    net = sum((line[8] for line in lines), Decimal(0))
    tax = sum((line[9] for line in lines), Decimal(0))
    return kind, order.party_id, on, due_date(term, on), order.currency, rate, net, tax


_LOCK = """
SELECT i.id, i.kind, i.number, i.state, i.party_id, i.issued_on, i.due_on, i.currency, i.rate, i.gross_total,
    c.currency AS own_currency, l.net_amount, l.tax_amount, l.tax_code_id, l.account_id, it.category_id,
    coalesce(it.kind = 'service', false) AS is_service
FROM money_invoice i JOIN kernel_company c ON c.id = i.company_id JOIN money_invoiceline l ON l.invoice_id = i.id
LEFT JOIN items_item it ON it.id = l.item_id
WHERE i.company_id = %s AND i.kind IN ('sales_invoice', 'credit_note') AND i.id = ANY(%s)
ORDER BY i.issued_on, i.id, l.id FOR NO KEY UPDATE OF i
"""


@verb("money.post_invoices")
def post_invoices(*, invoice_ids: Sequence[int]) -> Outcome:
    """Post draft sales invoices and credit notes: entry, claim on the customer, gapless number.

    Numbers rise with the date of issue and have no gap within a year. A number of statements that does not
    grow with the invoices.
    """
    outcome = Outcome()
    rows = sql.rows(_LOCK, (current_company_id(), sorted(set(invoice_ids))))
    outcome.refuse_missing(invoice_ids, (row.id for row in rows))
    invoices = []
    for _, lines in groupby(rows, attrgetter("id")):
        group = list(lines)
        if group[0].state != "draft":
            outcome.refused[group[0].id] = WrongState(group[0].number or "", group[0].state)
        else:
            invoices.append(group)
    if invoices:
        claim(invoices)
        number(invoices)
        outcome.done = [group[0].id for group in invoices]
        events.publish(InvoicesPosted(tuple(outcome.done)))
    return outcome
