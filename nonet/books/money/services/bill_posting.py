"""Matched bills become invoices: goods received cleared, price differences put where the goods are now, a claim."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from nonet.books.money.selectors.billing import receipt_values
from nonet.books.money.selectors.company import company_books
from nonet.books.money.selectors.rates import rates_on
from nonet.books.money.selectors.rules import rule_book
from nonet.books.money.services.bill_matching import Matched
from nonet.books.money.services.open_items import OpenItemDraft, write_open_items
from nonet.books.money.services.valuing.correcting import Cause, correct
from nonet.books.money.services.valuing.history import Since
from nonet.books.money.services.valuing.moves import Kind, lock_item_costs
from nonet.books.money.services.valuing.postings import Happening, post_happenings
from nonet.books.money.services.valuing.replaying import Change
from nonet.books.orders.services.closing import close_finished
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.money import round_amount, split_amount
from nonet.kernel.numbering import next_gapless
from nonet.masters.parties.terms import due_date

ZERO = Decimal(0)
PREFIXES = {"purchase_bill": "BILL", "supplier_credit": "SCN"}
EVENTS = {"purchase_bill": "purchase_bill_posted", "supplier_credit": "supplier_credit_posted"}


@dataclass(slots=True)
class BillToPost:
    """A bill whose lines matched, on its way into the books."""

    draft: Any
    lines: list[Matched]
    id: int = 0
    rate: Decimal = Decimal(1)
    number: str = ""
    entry_id: int = 0

    @property
    def currency(self) -> str:
        """Return the currency of the orders, which is that of the bill."""
        return str(self.lines[0].line.currency)

    @property
    def net(self) -> Decimal:
        """Return the net total."""
        return sum((line.net for line in self.lines), ZERO)

    @property
    def tax(self) -> Decimal:
        """Return the tax total."""
        return sum((line.tax for line in self.lines), ZERO)

    @property
    def due_on(self) -> dt.date:
        """Return when it falls due: as the supplier says, else by the order's payment term."""
        first = self.lines[0].line
        if self.draft.due_on is not None:
            return self.draft.due_on
        return due_date(first, self.draft.issued_on) if first.days is not None else self.draft.issued_on


def post_bills(kind: str, bills: Sequence[BillToPost]) -> list[int]:
    """Write and post bills; return their ids. A number of statements that does not grow with the bills."""
    if not bills:
        return []
    rates = rates_on((bill.currency, bill.draft.issued_on) for bill in bills)
    for bill in bills:
        bill.rate = rates[bill.currency, bill.draft.issued_on]
    _insert(kind, bills)
    _insert_lines(bills)
    _count(kind, bills)
    _post_entries(kind, bills)
    write_open_items([_open_item(kind, bill) for bill in bills if bill.net + bill.tax])
    _number(kind, bills)
    return [bill.id for bill in bills]


def _insert(kind: str, bills: Sequence[BillToPost]) -> None:
    records = [
        (
            bill.draft.party_id,
            bill.draft.party_reference,
            bill.draft.issued_on,
            bill.due_on,
            bill.currency,
            bill.rate,
            bill.net,
            bill.tax,
        )
        for bill in bills
    ]
    found = sql.rows(
        "INSERT INTO money_invoice (company_id, kind, party_id, party_reference, issued_on, due_on, currency, rate,"
        " net_total, tax_total, gross_total) SELECT %s::bigint, %s::text, party_id, party_reference, issued_on, due_on,"
        " currency, rate, net_total, tax_total, net_total + tax_total FROM unnest(%s::bigint[], %s::text[], %s::date[],"
        " %s::date[], %s::text[], %s::numeric[], %s::numeric[], %s::numeric[]) WITH ORDINALITY AS d (party_id,"
        " party_reference, issued_on, due_on, currency, rate, net_total, tax_total, n) ORDER BY n RETURNING id",
        (current_company_id(), kind, *sql.columns(records, 8)),
    )
    for bill, row in zip(bills, found, strict=True):
        bill.id = row.id


def _insert_lines(bills: Sequence[BillToPost]) -> None:
    records = [
        (
            bill.id,
            m.line.order_line_id,
            m.line.key if m.line.key != m.line.order_line_id else None,
            m.line.item_id,
            m.quantity,
            m.price,
            m.line.tax_code_id,
            m.line.tax_rate,
            m.net,
            m.tax,
        )
        for bill in bills
        for m in bill.lines
    ]
    sql.execute(
        "INSERT INTO money_invoiceline (company_id, invoice_id, order_line_id, receipt_line_id, item_id, quantity,"
        " price, tax_code_id, tax_rate, net_amount, tax_amount) SELECT %s::bigint, * FROM unnest(%s::bigint[],"
        " %s::bigint[], %s::bigint[], %s::bigint[], %s::numeric[], %s::numeric[], %s::bigint[], %s::numeric[],"
        " %s::numeric[], %s::numeric[])",
        (current_company_id(), *sql.columns(records, 10)),
    )


def _count(kind: str, bills: Sequence[BillToPost]) -> None:
    """Count on order and receipt lines what is billed now, and close the orders that are finished by it."""
    lines = [m for bill in bills for m in bill.lines]
    table = "orders_receiptline" if kind == "purchase_bill" else "orders_orderline"
    _add_invoiced("orders_orderline", [(m.line.order_line_id, m.counted) for m in lines])
    if table == "orders_receiptline":
        _add_invoiced(table, [(m.line.key, m.counted) for m in lines])
    close_finished(m.line.order_id for m in lines)


def _add_invoiced(table: str, counted: list[tuple[int, Decimal]]) -> None:
    sql.execute(
        f"UPDATE {table} t SET invoiced = t.invoiced + w.quantity FROM (SELECT id, sum(quantity) AS quantity"
        " FROM unnest(%s::bigint[], %s::numeric[]) AS u (id, quantity) GROUP BY id) AS w"
        " WHERE t.id = w.id AND t.company_id = %s",
        (*sql.columns(counted, 2), current_company_id()),
    )


def _post_entries(kind: str, bills: Sequence[BillToPost]) -> None:
    """Post an entry a bill; on bills of goods the price difference follows the goods, in the same entry."""
    happenings = [_happening(kind, bill) for bill in bills]
    is_bill = kind == "purchase_bill"
    entries = _post_with_differences(bills, happenings) if is_bill else post_happenings(happenings)
    for bill, entry_id in zip(bills, entries, strict=True):
        bill.entry_id = entry_id


def _happening(kind: str, bill: BillToPost) -> Happening:
    """Say what a bill amounts to in the company's currency; tax that nobody gives back is part of the price."""
    draft = bill.draft
    happening = Happening(draft.issued_on, "invoice", bill.id, draft.party_reference, draft.party_id)
    if bill.currency != company_books().currency:
        happening.currency, happening.rate = bill.currency, bill.rate
    expected_key = "received_value" if kind == "purchase_bill" else "returned_value"
    for m in bill.lines:
        tax = own(m.tax, bill) if m.line.recoverable else ZERO
        gross = own(m.net, bill) + own(m.tax, bill)
        amounts = [
            (expected_key, m.expected),
            ("tax", tax),
            ("gross", gross),
            ("variance", gross - tax - m.expected),
        ]
        happening.add(EVENTS[kind], m.line.category_id, amounts, m.line.tax_code_id)
    return happening


def own(amount: Decimal, bill: BillToPost) -> Decimal:
    """Return an amount of the bill in the company's currency."""
    return round_amount(amount * bill.rate, company_books().currency)


def _post_with_differences(bills: Sequence[BillToPost], happenings: Sequence[Happening]) -> list[int]:
    causes: dict[int, Cause] = {}
    sinces: dict[int, Since] = {}
    values = receipt_values("purchase_bill", [m.line.key for bill in bills for m in bill.lines])
    own_causes = []
    for bill, happening in zip(bills, happenings, strict=True):
        reason = f"bill {bill.draft.party_reference}"
        cause = Cause(happening, Kind.CORRECTION, reason, bill.draft.issued_on)
        own_causes.append(cause)
        for m in bill.lines:
            _follow_goods(m, bill, cause, values.get(m.line.key), causes, sinces)
    held = lock_item_costs(causes) if causes else {}
    return correct(causes, sinces, held, own_causes)


def _follow_goods(
    m: Matched,
    bill: BillToPost,
    cause: Cause,
    value: Any,
    causes: dict[int, Cause],
    sinces: dict[int, Since],
) -> None:
    """Put a line's price difference on its receipt; at standard cost it stays in the purchase variance."""
    tax = ZERO if m.line.recoverable else own(m.tax, bill)
    difference = own(m.net, bill) + tax - m.expected
    if not difference or value is None or m.line.costing == "standard":
        return
    amounts = [("delta_on_hand", difference), ("delta_total", difference)]
    cause.happening.add("purchase_price_corrected", m.line.category_id, amounts)
    causes.setdefault(m.line.item_id, cause)
    parts = split_amount(difference, [abs(each) for each in value.quantities], company_books().currency)
    for value_id, move_id, layer_id, part in zip(
        value.value_ids, value.move_ids, value.layer_ids, parts, strict=True
    ):
        if part:
            cause.changes.append(Change(m.line.item_id, value_id, move_id, layer_id, part))
    since = sinces.setdefault(m.line.item_id, Since(value.valued_on, value.value_ids[0]))
    since.widen(value.valued_on, value.value_ids[0])


def _open_item(kind: str, bill: BillToPost) -> OpenItemDraft:
    gross = bill.net + bill.tax
    return OpenItemDraft(
        party_id=bill.draft.party_id,
        account_id=rule_book().account("payable", bill.draft.issued_on, {}),
        entry_id=bill.entry_id,
        is_receivable=False,
        currency=bill.currency,
        rate=bill.rate,
        amount=-gross if kind == "purchase_bill" else gross,
        posted_on=bill.draft.issued_on,
        due_on=bill.due_on,
        invoice_id=bill.id,
    )


def _number(kind: str, bills: Sequence[BillToPost]) -> None:
    """Give our own gapless numbers by year; the series stay locked until the commit, so this comes last."""
    numbered: list[tuple[int, str]] = []
    in_order = sorted(bills, key=lambda bill: (bill.draft.issued_on, bill.id))
    for year, group in groupby(in_order, lambda bill: bill.draft.issued_on.year):
        members = list(group)
        first = next_gapless(PREFIXES[kind], str(year), len(members))
        numbered += [
            (bill.id, f"{PREFIXES[kind]}{year}-{first + index:06d}") for index, bill in enumerate(members)
        ]
    sql.execute(
        "UPDATE money_invoice i SET state = 'posted', number = n.number"
        " FROM unnest(%s::bigint[], %s::text[]) AS n (id, number) WHERE i.id = n.id AND i.company_id = %s",
        (*sql.columns(numbered, 2), current_company_id()),
    )
