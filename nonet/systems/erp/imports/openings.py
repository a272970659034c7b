"""Templates of the books' beginning: what was open of each party, and what each account held."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from nonet.books.money.models import Account
from nonet.books.money.services.opening import (
    AccountOpening,
    ClaimOpening,
    Opened,
    open_accounts,
    open_claims,
)
from nonet.kit.importing import Answer, Column, Document, Profile, Session, by_code
from nonet.kit.importing.columns import date, decimal, text
from nonet.masters.parties.models import Party

ZERO = Decimal(0)
OPENED_ON = Column("opened_on", ("Cut-over date", "启用日期", "啟用日期"), date(), required=True)
AMOUNT = decimal(places=4)


def _answer(opened: Opened) -> Answer:
    known = len(opened.done) - len(opened.created)
    return Answer(created=len(opened.created), known=known, refused=opened.refused)


def _claims(is_receivable: bool) -> Callable[[Sequence[Document], Session], Answer]:
    """Return how a chunk of opening receivables or payables is taken."""

    def take(chunk: Sequence[Document], session: Session) -> Answer:
        return _answer(open_claims(openings=[_claim(is_receivable, each.values) for each in chunk]))

    return take


def _claim(is_receivable: bool, row: Mapping[str, Any]) -> ClaimOpening:
    return ClaimOpening(
        is_receivable=is_receivable,
        party_id=row["party_id"],
        number=row["number"],
        dated_on=row["dated_on"],
        amount=row["amount"],
        opened_on=row["opened_on"],
        due_on=row["due_on"],
        currency=row["currency"].upper(),
        rate=row["rate"],
    )


def take_accounts(chunk: Sequence[Document], session: Session) -> Answer:
    """Open a chunk of accounts."""
    openings = [
        AccountOpening(row["account_id"], row["opened_on"], row["debit"], row["credit"], row["description"])
        for row in (each.values for each in chunk)
    ]
    return _answer(open_accounts(openings=openings))


def _profile(kind: str, title: Any, party: tuple[str, ...], is_receivable: bool) -> Profile:
    found = by_code(Party, is_customer=True) if is_receivable else by_code(Party, is_supplier=True)
    return Profile(
        kind=kind,
        code=kind,
        verb="money.open_claims",
        title=title,
        columns=(
            Column("party_id", party, text(30), required=True, lookup=found),
            Column("number", ("Document number", "单据号", "單據號"), text(60), required=True),
            Column("dated_on", ("Document date", "单据日期", "單據日期"), date(), required=True),
            Column("due_on", ("Due date", "到期日", "到期日"), date()),
            Column("amount", ("Open amount", "未结金额", "未結金額"), AMOUNT, required=True),
            Column("currency", ("Currency", "币种", "幣種"), text(3), default=""),
            Column("rate", ("Rate", "汇率", "匯率"), decimal(above=0, places=8)),
            OPENED_ON,
        ),
        save=_claims(is_receivable),
    )


RECEIVABLES = _profile(
    "opening-receivables",
    _("Opening receivables"),
    ("Customer", "客户编码", "客戶編碼"),
    True,
)
PAYABLES = _profile(
    "opening-payables",
    _("Opening payables"),
    ("Supplier", "供应商编码", "供應商編碼"),
    False,
)
ACCOUNTS = Profile(
    kind="opening-balances",
    code="opening-balances",
    verb="money.open_accounts",
    title=_("Opening account balances"),
    columns=(
        Column("account_id", ("Account", "科目编码", "科目編碼"), text(20), True, lookup=by_code(Account)),
        Column("debit", ("Debit", "借方余额", "借方餘額"), AMOUNT, default=ZERO),
        Column("credit", ("Credit", "贷方余额", "貸方餘額"), AMOUNT, default=ZERO),
        Column("description", ("Summary", "摘要", "摘要"), text(200), default=""),
        OPENED_ON,
    ),
    save=take_accounts,
)
OPENINGS = (RECEIVABLES, PAYABLES, ACCOUNTS)
