"""Sales invoices and credit notes: drafted from what was handed over, then posted with a gapless number."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from nonet.books.money.errors import NothingToInvoice
from nonet.books.money.events import InvoicesDrafted, InvoicesPosted
from nonet.books.money.selectors.rules import rule_book
from nonet.books.money.services.open_items import OpenItemDraft, write_open_items
from nonet.books.money.services.posting import Amounts, post_events
from nonet.kernel import events, sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import today
from nonet.kernel.errors import WrongState
from nonet.kernel.money import round_amount
from nonet.kernel.verbs import Outcome, verb
from nonet.masters.parties.terms import due_date

KINDS = {"sales": "sales_invoice", "sales_return": "credit_note"}
PREFIXES = {"sales_invoice": "INV", "credit_note": "CN"}
EVENTS = {
    ("sales_invoice", False): "sales_invoice_posted",
    ("sales_invoice", True): "service_invoice_posted",
    ("credit_note", False): "credit_note_posted",
    ("credit_note", True): "service_credit_note_posted",
}

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

_WRITE = """
WITH source AS (
    SELECT * FROM unnest(%s::text[], %s::bigint[], %s::date[], %s::date[], %s::text[], %s::numeric[], %s::numeric[],
        %s::numeric[])
    WITH ORDINALITY AS s (kind, party_id, issued_on, due_on, currency, rate, net_total, tax_total, n)
), made AS (
    INSERT INTO money_invoice (company_id, kind, party_id, issued_on, due_on, currency, rate, net_total, tax_total,
        gross_total)
    SELECT %s::bigint, kind, party_id, issued_on, due_on, currency, rate, net_total, tax_total, net_total + tax_total
    FROM source ORDER BY n RETURNING id
), numbered AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM made),
lines AS (
    INSERT INTO money_invoiceline (company_id, invoice_id, order_line_id, item_id, description, quantity, price,
        tax_code_id, tax_rate, net_amount, tax_amount)
    SELECT %s::bigint, numbered.id, l.order_line_id, l.item_id, l.description, l.quantity, l.price, l.tax_code_id,
        l.tax_rate, l.net_amount, l.tax_amount
    FROM unnest(%s::int[], %s::bigint[], %s::bigint[], %s::text[], %s::numeric[], %s::numeric[], %s::bigint[],
        %s::numeric[], %s::numeric[], %s::numeric[])
    AS l (n, order_line_id, item_id, description, quantity, price, tax_code_id, tax_rate, net_amount, tax_amount)
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
    price = line.price * (1 - line.discount) if line.discount else line.price
    return (
        n,
        line.line_id,
        line.item_id,
        line.description,
        line.due,
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
    due_on = due_date(first, on) if first.days is not None else on
    net = sum((line[8] for line in lines), Decimal(0))
    tax = sum((line[9] for line in lines), Decimal(0))
    return KINDS[first.kind], first.party_id, on, due_on, first.currency, first.rate, net, tax


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
        _post(invoices)
        outcome.done = [group[0].id for group in invoices]
        events.publish(InvoicesPosted(tuple(outcome.done)))
    return outcome


def _post(invoices: Sequence[Sequence[Any]]) -> None:
    entries = _post_entries(invoices)
    write_open_items([_claim(group[0], entries[group[0].id]) for group in invoices if group[0].gross_total])
    _number(invoices)


def _post_entries(invoices: Sequence[Sequence[Any]]) -> dict[int, int]:
    """Write one entry an invoice; goods and services go by rules of their own but into the same entry kind."""
    entries: dict[int, int] = {}
    for key in dict.fromkeys((group[0].kind, all(line.is_service for line in group)) for group in invoices):
        fitting = [
            group for group in invoices if (group[0].kind, all(line.is_service for line in group)) == key
        ]
        ids = post_events(EVENTS[key], [_amounts(group) for group in fitting])
        entries |= {group[0].id: entry for group, entry in zip(fitting, ids, strict=True)}
    return entries


def _amounts(group: Sequence[Any]) -> Amounts:
    """Return an invoice's amounts in the company's own currency; gross is the sum of its parts."""
    head = group[0]
    net = [(_own(line.net_amount, head), _qualifiers(line)) for line in group]
    tax = [(_own(line.tax_amount, head), _qualifiers(line)) for line in group]
    gross = sum((amount for amount, _ in (*net, *tax)), Decimal(0))
    foreign = head.currency != head.own_currency
    return Amounts(
        posted_on=head.issued_on,
        source="invoice",
        source_id=head.id,
        by_key={"net": net, "tax": tax, "gross": [(gross, {})]},
        party_id=head.party_id,
        currency=head.currency if foreign else None,
        rate=head.rate if foreign else None,
    )


def _own(amount: Decimal, head: Any) -> Decimal:
    return (
        amount if head.currency == head.own_currency else round_amount(amount * head.rate, head.own_currency)
    )


def _qualifiers(line: Any) -> dict[str, Any]:
    return {"category_id": line.category_id, "tax_code_id": line.tax_code_id}


def _claim(head: Any, entry_id: int) -> OpenItemDraft:
    return OpenItemDraft(
        party_id=head.party_id,
        account_id=rule_book().account("receivable", head.issued_on, {}),
        entry_id=entry_id,
        is_receivable=True,
        currency=head.currency,
        rate=head.rate,
        amount=head.gross_total if head.kind == "sales_invoice" else -head.gross_total,
        posted_on=head.issued_on,
        due_on=head.due_on,
        invoice_id=head.id,
    )


# The series is one row, locked until the commit: that is what keeps the numbers without a gap.
# lpad cuts what is longer than asked for, so the millionth number asks for its own length.
_NUMBER = """
WITH series AS (
    INSERT INTO kernel_gaplessseries (company_id, series, period, next_number)
    VALUES (%(company)s, %(prefix)s, %(year)s, 1 + %(count)s)
    ON CONFLICT (company_id, series, period)
    DO UPDATE SET next_number = kernel_gaplessseries.next_number + %(count)s RETURNING next_number - %(count)s AS first
)
UPDATE money_invoice i SET state = 'posted',
    number = %(prefix)s::text || %(year)s::text || '-' || lpad(n.text, greatest(6, length(n.text)), '0')
FROM series CROSS JOIN LATERAL (
    SELECT id, (series.first + position - 1)::text AS text
    FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS asked (id, position)
) AS n
WHERE i.id = n.id AND i.company_id = %(company)s
"""


def _number(invoices: Sequence[Sequence[Any]]) -> None:
    """Give the numbers of each kind and year; the series stay locked until the commit, so this comes last."""
    heads = sorted((group[0] for group in invoices), key=lambda head: (head.kind, head.issued_on, head.id))
    for (kind, year), group in groupby(heads, lambda head: (head.kind, head.issued_on.year)):
        ids = [head.id for head in group]
        sql.execute(
            _NUMBER,
            {
                "company": current_company_id(),
                "prefix": PREFIXES[kind],
                "year": str(year),
                "count": len(ids),
                "ids": ids,
            },
        )
