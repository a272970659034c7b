"""The value book's reports: statements, ledgers, what is owed, what stock is worth; each figure leads on."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from nonet.books.money.models import Account, Invoice, Payment
from nonet.books.money.selectors.ageing import BUCKETS, AgedParty, aged, party_statement
from nonet.books.money.selectors.company import company_books
from nonet.books.money.selectors.journal import journal, money_accounts
from nonet.books.money.selectors.ledger import general_ledger, sub_ledger, trial_balance
from nonet.books.money.selectors.statements import statement
from nonet.books.money.selectors.stock_value import gross_margin, stock_value
from nonet.kernel.clock import today
from nonet.kernel.money import currencies
from nonet.kit.admin.reports import Column, Report, period_fields
from nonet.kit.admin.reports.declaring import Values
from nonet.kit.admin.tasks import Field

STATEMENTS, LEDGERS, OWED, STOCK = _("Statements"), _("Ledgers"), _("What is owed"), _("Stock")
LABELS = {"zh-hans": "label_zh_hans", "zh-hant": "label_zh_hant"}
KINDS = {**dict(Invoice.Kind.choices), **dict(Payment.Kind.choices), "entry": _("Entry")}
MOST_LINES = 50_000


def report_address(code: str, **values: Any) -> str:
    """Return the address of a report with its filters filled in."""
    given = {name: value for name, value in values.items() if value is not None}
    return f"{reverse('admin:report', args=[code])}?{urlencode(given)}"


def _label(owner: Any) -> str:
    return str(getattr(owner, LABELS.get(get_language() or "", "label_en")))


@dataclass(frozen=True, slots=True)
class _StatementRow:
    """A line of a statement with the amounts of this year, and of the year before where they are asked for."""

    label: str
    number: int | None
    indent: int
    kind: str
    amounts: tuple[Decimal | None, ...]


def _months() -> list[tuple[str, Any]]:
    return [("", _("Whole year")), *((str(month), str(month)) for month in range(1, 13))]


STATEMENT_FILTERS = (
    Field("year", _("Year"), "integer", lambda asked: today().year, required=True),
    Field("month", _("Month"), "choice", lambda asked: str(today().month), _months),
    Field("compare", _("Year before"), "flag"),
)


def _statement_rows(name: str) -> Any:
    def rows(values: Values) -> list[_StatementRow]:
        month = int(values["month"]) if values["month"] else None
        layout, found = statement(name=name, year=values["year"], month=month)
        before: Sequence[Any] = ()
        if values["compare"]:
            before = statement(name=name, year=values["year"] - 1, month=month)[1]
        width = len(layout.columns)
        told = []
        for at, each in enumerate(found):
            if each.line.kind == "check":
                continue
            amounts = tuple(each.amounts or (None,) * width)
            if before:
                amounts += tuple(before[at].amounts or (None,) * width)
            line = each.line
            told.append(_StatementRow(_label(line), line.number, min(line.indent, 3), line.kind, amounts))
        return told

    return rows


def _amount(at: int, row: Any) -> Any:
    return row.amounts[at]


def _statement_columns(name: str) -> Any:
    def columns(values: Values) -> list[Column]:
        month = int(values["month"]) if values["month"] else None
        layout, _found = statement(name=name, year=values["year"], month=month)
        years = [values["year"], values["year"] - 1] if values["compare"] else [None]
        amounts = [
            Column(
                f"amount_{at}",
                f"{_label(each)} ({year})" if year else _label(each),
                "amount",
                value=partial(_amount, at),
            )
            for at, (year, each) in enumerate((year, each) for year in years for each in layout.columns)
        ]
        return [Column("label", _("Line")), Column("number", _("No.")), *amounts]

    return columns


def _statement(name: str, title: Any) -> Report:
    return Report(
        name,
        title,
        STATEMENTS,
        "money.read",
        _statement_rows(name),
        _statement_columns(name),
        STATEMENT_FILTERS,
        level=lambda row: row.indent,
        strong=lambda row: row.kind in ("heading", "total"),
        heading=lambda values: company_books().currency,
    )


def _entry(row: Any, values: Values) -> str:
    return reverse("admin:money_entry_change", args=[row.entry_id])


def _ledger_of(row: Any, values: Values) -> str:
    if not row.is_leaf:
        return ""
    return report_address("account-ledger", account_id=row.code, start=values["start"], end=values["end"])


TRIAL_BALANCE = Report(
    "trial-balance",
    _("Trial balance"),
    LEDGERS,
    "money.read",
    lambda values: trial_balance(start=values["start"], end=values["end"], empty=bool(values["empty"])),
    (
        Column("code", _("Code"), link=_ledger_of),
        Column("name", _("Account"), link=_ledger_of),
        Column("opening", _("Opening balance"), "amount"),
        Column("debit", _("Debit"), "amount"),
        Column("credit", _("Credit"), "amount"),
        Column("closing", _("Closing balance"), "amount"),
    ),
    (*period_fields(), Field("empty", _("Also without figures"), "flag")),
    strong=lambda row: not row.is_leaf,
)


def _voucher(row: Any) -> str:
    return f"{row.word}-{row.number}" if row.number else ""


def _ledger_rows(values: Values) -> list[Any]:
    return general_ledger(
        account_id=int(values["account_id"]), start=values["start"], end=values["end"], limit=MOST_LINES
    )


LEDGER_COLUMNS = (
    Column("posted_on", _("Date"), "date"),
    Column("voucher", _("Voucher"), link=_entry, value=_voucher),
    Column("text", _("Summary of the entry"), link=_entry),
    Column("party", _("Party")),
    Column("debit", _("Debit"), "amount", total=True),
    Column("credit", _("Credit"), "amount", total=True),
    Column("balance", _("Balance"), "amount"),
)


def _account_name(values: Values) -> str:
    return str(Account.objects.filter(pk=values["account_id"]).first() or "")


ACCOUNT_LEDGER = Report(
    "account-ledger",
    _("Account ledger"),
    LEDGERS,
    "money.read",
    _ledger_rows,
    LEDGER_COLUMNS,
    (
        Field("account_id", _("Account"), model="money.Account", where={"is_leaf": True}, required=True),
        *period_fields(),
    ),
    heading=_account_name,
)


def _money_choices() -> list[tuple[Any, str]]:
    return [(each.pk, str(each)) for each in money_accounts()]


BANK_BOOK = Report(
    "bank-book",
    _("Bank and cash book"),
    LEDGERS,
    "money.read",
    _ledger_rows,
    LEDGER_COLUMNS,
    (
        Field(
            "account_id",
            _("Account"),
            "choice",
            lambda asked: next(iter(_money_choices()), ("", ""))[0],
            _money_choices,
        ),
        *period_fields(),
    ),
    heading=_account_name,
)

JOURNAL = Report(
    "journal",
    _("Journal"),
    LEDGERS,
    "money.read",
    lambda values: journal(start=values["start"], end=values["end"], limit=MOST_LINES),
    (
        Column("posted_on", _("Date"), "date"),
        Column("voucher", _("Voucher"), link=_entry, value=_voucher),
        Column("text", _("Summary of the entry"), link=_entry),
        Column("code", _("Code")),
        Column("account", _("Account")),
        Column("party", _("Party")),
        Column("debit", _("Debit"), "amount", total=True),
        Column("credit", _("Credit"), "amount", total=True),
    ),
    period_fields(),
)


def _by_party(values: Values) -> list[Any]:
    return sub_ledger(account_ids=[int(values["account_id"])], start=values["start"], end=values["end"])


SUB_LEDGER = Report(
    "sub-ledger",
    _("Account by party"),
    LEDGERS,
    "money.read",
    _by_party,
    (
        Column("code", _("Code")),
        Column("name", _("Party")),
        Column("opening", _("Opening balance"), "amount", total=True),
        Column("debit", _("Debit"), "amount", total=True),
        Column("credit", _("Credit"), "amount", total=True),
        Column("closing", _("Closing balance"), "amount", total=True),
    ),
    (
        Field("account_id", _("Account"), model="money.Account", where={"is_leaf": True}, required=True),
        *period_fields(),
    ),
    heading=_account_name,
)


def _bucket(at: int) -> Any:
    return lambda row: row.buckets[at]


def _aged(code: str, title: Any, side: str) -> Report:
    receivable = side == "receivable"

    def statement_of(row: AgedParty, values: Values) -> str:
        return report_address(
            "party-statement",
            party_id=row.code,
            side=side,
            currency=row.currency,
            start=values["on"] - dt.timedelta(days=180),
            end=values["on"],
        )

    def columns(values: Values) -> list[Column]:
        spans = [_("Not due"), *(_("From %(day)s days") % {"day": bound + 1} for bound in BUCKETS)]
        return [
            Column("code", _("Code"), link=statement_of),
            Column("name", _("Party"), link=statement_of),
            Column("currency", _("Currency")),
            *(Column(f"bucket_{at}", span, "amount", value=_bucket(at)) for at, span in enumerate(spans)),
            Column("total", _("Total"), "amount", link=statement_of),
            Column("home_total", _("In our currency"), "amount", total=True),
        ]

    return Report(
        code,
        title,
        OWED,
        "money.read",
        lambda values: aged(on=values["on"], receivable=receivable),
        columns,
        (Field("on", _("On"), "date", lambda asked: today(), required=True),),
    )


def _sides() -> list[tuple[str, Any]]:
    return [("receivable", _("Receivables")), ("payable", _("Payables"))]


def _statement_of_party(values: Values) -> list[Any]:
    return party_statement(
        party_id=int(values["party_id"]),
        receivable=values["side"] == "receivable",
        currency=values["currency"],
        start=values["start"],
        end=values["end"],
    )


PAGES = {
    "sales_invoice": "erp_salesinvoice",
    "credit_note": "erp_creditnote",
    "purchase_bill": "erp_purchasebill",
    "supplier_credit": "erp_suppliercredit",
    "received": "erp_customerpayment",
    "refund_paid": "erp_customerpayment",
    "made": "erp_supplierpayment",
    "refund_received": "erp_supplierpayment",
}


def _document(row: Any, values: Values) -> str:
    if row.kind not in PAGES:
        return reverse("admin:money_openitem_change", args=[row.id])
    return reverse(f"admin:{PAGES[row.kind]}_change", args=[row.invoice_id or row.payment_id])


PARTY_STATEMENT = Report(
    "party-statement",
    _("Statement of account"),
    OWED,
    "money.read",
    _statement_of_party,
    (
        Column("posted_on", _("Date"), "date"),
        Column("kind", _("Kind"), value=lambda row: KINDS.get(row.kind, row.kind)),
        Column("number", _("Document"), link=_document),
        Column("reference", _("Reference")),
        Column("due_on", _("Due on"), "date"),
        Column("amount", _("Amount"), "amount", total=True),
        Column("open_amount", _("Open"), "amount", total=True),
        Column("balance", _("Balance"), "amount"),
    ),
    (
        Field("party_id", _("Party"), model="parties.Party", required=True),
        Field("side", _("Side"), "choice", "receivable", _sides),
        Field(
            "currency",
            _("Currency"),
            "choice",
            lambda asked: company_books().currency,
            lambda: [(code, code) for code in sorted(currencies())],
        ),
        *period_fields(),
    ),
    intro=_("Amounts owed to us stand positive, those that we owe negative."),
)

STOCK_VALUE = Report(
    "stock-value",
    _("Stock value"),
    STOCK,
    "money.read",
    lambda values: stock_value(on=values["on"]),
    (
        Column("code", _("Code")),
        Column("name", _("Item")),
        Column("category", _("Category")),
        Column("quantity", _("Quantity"), "quantity"),
        Column(
            "cost",
            _("Unit cost"),
            "price",
            value=lambda row: row.quantity and round(row.value / row.quantity, 4),
        ),
        Column("value", _("Value"), "amount", total=True),
    ),
    (Field("on", _("On"), "date", lambda asked: today(), required=True),),
)


def _margins() -> list[tuple[str, Any]]:
    return [("item", _("Item")), ("category", _("Category")), ("party", _("Customer"))]


GROSS_MARGIN = Report(
    "gross-margin",
    _("Gross margin"),
    _("Sales"),
    "money.read",
    lambda values: gross_margin(start=values["start"], end=values["end"], by=values["by"]),
    (
        Column("label", _("Name")),
        Column("revenue", _("Revenue"), "amount", total=True),
        Column("cost", _("Cost"), "amount", total=True),
        Column("margin", _("Margin"), "amount", total=True),
        Column("share", _("Margin share"), "share"),
    ),
    (Field("by", _("By"), "choice", "item", _margins), *period_fields()),
)

REPORTS = (
    _statement("balance_sheet", _("Balance sheet")),
    _statement("income_statement", _("Income statement")),
    _statement("cash_flow", _("Cash flow statement")),
    TRIAL_BALANCE,
    ACCOUNT_LEDGER,
    BANK_BOOK,
    JOURNAL,
    SUB_LEDGER,
    _aged("aged-receivables", _("Aged receivables"), "receivable"),
    _aged("aged-payables", _("Aged payables"), "payable"),
    PARTY_STATEMENT,
    STOCK_VALUE,
    GROSS_MARGIN,
)
