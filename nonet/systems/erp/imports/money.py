"""Templates of money: payments from a bank's list, and entries made by hand, such as those that open the books."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from nonet.books.money.models import Account, Invoice
from nonet.books.money.services.payments import PaymentDraft, receive_payments
from nonet.books.money.services.vouchers import ManualLine, post_manual_entry
from nonet.kit.importing import Answer, Column, Document, Profile, Session, by_code
from nonet.kit.importing.columns import choice, date, decimal, text
from nonet.masters.parties.models import Party
from nonet.systems.erp.imports.facts import own_currency

ZERO = Decimal(0)
KINDS = choice(
    {
        "received": "received",
        "made": "made",
        "收款": "received",
        "付款": "made",
        "refund_paid": "refund_paid",
        "refund_received": "refund_received",
        "退款给客户": "refund_paid",
        "退款給客戶": "refund_paid",
        "供应商退款": "refund_received",
        "供應商退款": "refund_received",
    }
)


def _invoices(numbers: Collection[str]) -> Mapping[str, Any]:
    found = Invoice.objects.filter(
        number__in=numbers, kind__in=["sales_invoice", "purchase_bill"], state="posted"
    )
    return dict(found.values_list("number", "pk"))


def take_payments(chunk: Sequence[Document], session: Session) -> Answer:
    """Post the payments of a chunk and match them with what they pay."""
    currency = own_currency()
    drafts = [_payment(each.values, currency) for each in chunk]
    return Answer(created=len(receive_payments(payments=drafts)))


def _payment(row: Mapping[str, Any], currency: str) -> PaymentDraft:
    return PaymentDraft(
        kind=row["kind"],
        party_id=row["party"],
        account_id=row["account"],
        paid_on=row["paid_on"],
        currency=row["currency"] or currency,
        amount=row["amount"],
        reference=row["reference"],
        invoice_ids=[row["invoice"]] if row["invoice"] else [],
        method=row["method"],
    )


def take_entries(chunk: Sequence[Document], session: Session) -> Answer:
    """Post the entries of a chunk; the verb takes one at a time, since each is balanced by itself."""
    for document in chunk:
        head = document.values
        lines = [_line(each.values) for each in document.records]
        post_manual_entry(posted_on=head["posted_on"], lines=lines, description=head["text"] or document.key)
    return Answer(created=len(chunk))


def _line(row: Mapping[str, Any]) -> ManualLine:
    return ManualLine(
        row["account"], row["debit"], row["credit"], row["party"], description=row["text"] or None
    )


PAYMENTS = Profile(
    kind="payments",
    code="payments",
    verb="money.receive_payments",
    title=_("Payments"),
    columns=(
        Column("kind", ("Kind", "收付类型", "收付類型"), KINDS, required=True),
        Column("party", ("Party", "往来单位编码", "往來單位編碼"), text(30), True, lookup=by_code(Party)),
        Column("paid_on", ("Date", "日期", "日期"), date(), required=True),
        Column("amount", ("Amount", "金额", "金額"), decimal(above=0, places=4), required=True),
        Column("currency", ("Currency", "币种", "幣種"), text(3), default=""),
        Column(
            "account", ("Account", "账户科目", "帳戶科目"), text(20), lookup=by_code(Account, is_cash=True)
        ),
        Column("invoice", ("Invoice", "发票号", "發票號"), text(40), lookup=_invoices),
        Column("reference", ("Reference", "流水号", "流水號"), text(80), default=""),
        Column("method", ("Method", "结算方式", "結算方式"), text(20), default="bank"),
    ),
    save=take_payments,
    once=True,
)
ENTRIES = Profile(
    kind="entries",
    code="entries",
    verb="money.post_manual_entry",
    title=_("Journal entries"),
    columns=(
        Column("number", ("Entry", "凭证号", "憑證號"), text(40), required=True),
        Column("posted_on", ("Date", "日期", "日期"), date(), required=True),
        Column(
            "account", ("Account", "科目编码", "科目編碼"), text(20), required=True, lookup=by_code(Account)
        ),
        Column("debit", ("Debit", "借方金额", "借方金額"), decimal(places=4), default=ZERO),
        Column("credit", ("Credit", "贷方金额", "貸方金額"), decimal(places=4), default=ZERO),
        Column("party", ("Party", "往来单位编码", "往來單位編碼"), text(30), lookup=by_code(Party)),
        Column("text", ("Summary", "摘要", "摘要"), text(200), default=""),
    ),
    save=take_entries,
    key="number",
    whole_documents=True,
    once=True,
    chunk=100,
)
