"""Statements of account (对账单) and account books (明细账) over some days."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from nonet.books.money.models import Account, OpenItem
from nonet.books.money.selectors.company import company_books
from nonet.books.money.selectors.ledger import general_ledger
from nonet.kernel.clock import today
from nonet.kit.printing import Column, Print, Sheet, amount_in_words, texts
from nonet.masters.parties.models import Address, Party
from nonet.masters.parties.prints import party_blocks

ZERO = Decimal(0)
MOST_LINES = 5_000


def span_of(options: Mapping[str, str]) -> tuple[dt.date, dt.date]:
    """Return the days asked for; without any, the month until today."""
    end = parse_date(options.get("until", "")) or today()
    return parse_date(options.get("from", "")) or end.replace(day=1), end


def statement_sheets(ids: Sequence[int], options: Mapping[str, str]) -> list[Sheet]:
    """Return what a customer owes us, or we a supplier: opening, every claim and payment, closing, by currency."""
    start, end = span_of(options)
    parties = list(Party.objects.filter(pk__in=list(ids)))
    blocks = party_blocks(parties, Address.Kind.INVOICE)
    items: dict[int, list[Any]] = {}
    rows = OpenItem.objects.filter(party_id__in=list(ids), posted_on__range=(start, end))
    for each in rows.select_related("invoice", "payment", "entry").order_by(
        "party_id", "currency", "posted_on", "pk"
    ):
        items.setdefault(each.party_id, []).append(each)
    before = OpenItem.objects.filter(party_id__in=list(ids), posted_on__lt=start)
    opening: dict[tuple[int, bool, str], Decimal] = {
        (party, side, currency): amount
        for party, side, currency, amount in before.order_by()
        .values_list("party_id", "is_receivable", "currency")
        .annotate(sum=Sum("amount"))
    }
    return [_statement(each, items.get(each.pk, []), opening, blocks, (start, end)) for each in parties]


def _statement(
    party: Party,
    items: list[Any],
    opening: Mapping[tuple[int, bool, str], Decimal],
    blocks: Mapping[int, list[str]],
    span: tuple[dt.date, dt.date],
) -> Sheet:
    side = party.is_customer or not party.is_supplier
    sign = 1 if side else -1
    mine = [each for each in items if each.is_receivable == side]
    currencies = sorted(
        {each.currency for each in mine}
        | {
            code
            for (pk, which, code), amount in opening.items()
            if pk == party.pk and which == side and amount
        }
    ) or [company_books().currency]
    rows: list[dict[str, str]] = []
    sums: list[tuple[str, str]] = []
    closing = ZERO
    for currency in currencies:
        closing = sign * opening.get((party.pk, side, currency), ZERO)
        rows.append(
            {"text": _("Brought forward"), "currency": currency, "balance": texts.amount(closing, currency)}
        )
        for each in mine:
            if each.currency == currency:
                closing += sign * each.amount
                rows.append(_item_cells(each, sign, closing))
        sums.append((_("Owed on %(day)s") % {"day": texts.day(span[1])}, texts.money(closing, currency)))
    return Sheet(
        party.pk,
        party.code,
        party_head=_("Customer") if side else _("Supplier"),
        party=blocks.get(party.pk, [party.name]),
        facts=(
            (pgettext("on paper", "Days"), f"{texts.day(span[0])} – {texts.day(span[1])}"),
            (pgettext("on paper", "Date"), texts.day(today())),
        ),
        rows=rows,
        sums=sums,
        words=amount_in_words(closing, currencies[0], texts.language()) if len(currencies) == 1 else "",
        notes=((_("Reply"), _("Please check and confirm; tell us what differs within seven days.")),),
        signers=[pgettext("on paper", "Made by"), pgettext("on paper", "Confirmed by the other side")],
    )


def _item_cells(item: Any, sign: int, balance: Decimal) -> dict[str, str]:
    owed = sign * item.amount
    source = item.invoice or item.payment
    return {
        "date": texts.day(item.posted_on),
        "text": str(source) if source else item.entry.description,
        "due": texts.day(item.due_on) if item.invoice else "",
        "currency": item.currency,
        "debit": texts.amount(owed, item.currency) if owed > 0 else "",
        "credit": texts.amount(-owed, item.currency) if owed < 0 else "",
        "balance": texts.amount(balance, item.currency),
    }


def ledger_sheets(ids: Sequence[int], options: Mapping[str, str]) -> list[Sheet]:
    """Return the books of accounts: opening, each line with the balance after it, turnover and closing."""
    start, end = span_of(options)
    accounts = {each.pk: each for each in Account.objects.filter(pk__in=list(ids))}
    return [_ledger(accounts[each], start, end) for each in dict.fromkeys(ids) if each in accounts]


def _ledger(account: Account, start: dt.date, end: dt.date) -> Sheet:
    currency = company_books().currency
    lines = general_ledger(account_id=account.pk, start=start, end=end, limit=MOST_LINES)
    sign = 1 if account.is_debit else -1
    opening = lines[0].balance - lines[0].debit + lines[0].credit if lines else ZERO
    debit, credit = sum((each.debit for each in lines), ZERO), sum((each.credit for each in lines), ZERO)
    closing = opening + debit - credit
    side = pgettext("side of an account", "Dr") if sign > 0 else pgettext("side of an account", "Cr")
    rows = [{"text": _("Brought forward"), "side": side, "balance": texts.amount(sign * opening, currency)}]
    rows += [
        {
            "date": texts.day(each.posted_on),
            "voucher": f"{each.word}-{each.number}" if each.number else "",
            "text": " ".join(filter(None, (each.text, each.party))),
            "debit": texts.amount(each.debit, currency) if each.debit else "",
            "credit": texts.amount(each.credit, currency) if each.credit else "",
            "side": side,
            "balance": texts.amount(sign * each.balance, currency),
        }
        for each in lines
    ]
    totals = {
        "text": _("Total of the days"),
        "debit": texts.amount(debit, currency),
        "credit": texts.amount(credit, currency),
        "side": side,
        "balance": texts.amount(sign * closing, currency),
    }
    return Sheet(
        account.pk,
        account.code,
        facts=(
            (_("Account"), f"{account.code} {account.names.get(texts.language()) or account.name}"),
            (pgettext("on paper", "Days"), f"{texts.day(start)} – {texts.day(end)}"),
            (_("Currency"), currency),
        ),
        rows=rows,
        more={"row_sums": totals},
    )


STATEMENT = Print(
    "statement-of-account",
    pgettext_lazy("on paper", "Statement of account"),
    "parties.party",
    Party,
    statement_sheets,
    columns=(
        Column("date", pgettext_lazy("on paper", "Date")),
        Column("text", gettext_lazy("Document"), width=3),
        Column("due", gettext_lazy("Due on")),
        Column("currency", gettext_lazy("Currency"), hidden=True),
        Column("debit", gettext_lazy("Claimed"), align="right"),
        Column("credit", gettext_lazy("Paid or credited"), align="right"),
        Column("balance", gettext_lazy("Balance"), align="right"),
    ),
    party="language",
    options=("from", "until"),
    parts=("logo", "address", "words", "bank", "signers", "seal", "page"),
    permission="money.read",
)
LEDGER = Print(
    "account-book",
    pgettext_lazy("on paper", "Account book"),
    "money.account",
    Account,
    ledger_sheets,
    columns=(
        Column("date", pgettext_lazy("on paper", "Date")),
        Column("voucher", gettext_lazy("Voucher")),
        Column("text", pgettext_lazy("on paper", "Summary"), width=3),
        Column("debit", gettext_lazy("Debit"), align="right"),
        Column("credit", gettext_lazy("Credit"), align="right"),
        Column("side", pgettext_lazy("on paper", "Side"), align="center"),
        Column("balance", gettext_lazy("Balance"), align="right"),
    ),
    paper="a4_landscape",
    options=("from", "until"),
    parts=("page",),
)
