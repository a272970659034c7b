"""Vouchers (记账凭证): two to an A4, or one on the voucher paper of 240 × 140 mm."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from nonet.books.money.models import Entry, Voucher
from nonet.books.money.selectors.company import company_books
from nonet.books.money.selectors.vouchers import attached_to, voucher_rows
from nonet.kit.printing import Print, Sheet, amount_in_words, texts

LINES_OF_A_LEAF = 6


def entry_sheets(ids: Sequence[int], options: Mapping[str, str]) -> list[Sheet]:
    """Return the vouchers of entries."""
    return list(_sheets(ids, {}))


def voucher_sheets(ids: Sequence[int], options: Mapping[str, str]) -> list[Sheet]:
    """Return vouchers, which are printed by the entries that they number."""
    entries = dict(Voucher.objects.filter(pk__in=list(ids)).values_list("entry_id", "pk"))
    return list(_sheets(list(entries), entries))


def _sheets(entry_ids: Sequence[int], names: Mapping[int, int]) -> Iterator[Sheet]:
    attached = attached_to(entry_ids)
    for entry_id, group in groupby(voucher_rows(entry_ids), key=lambda each: each.entry_id):
        yield _sheet(names.get(entry_id, entry_id), list(group), attached.get(entry_id, 0))


def _sheet(id: int, lines: list[Any], attached: int) -> Sheet:
    first, currency = lines[0], company_books().currency
    debit = sum((each.debit for each in lines), Decimal(0))
    number = f"{first.word}-{first.number}" if first.number else _("without number")
    cells = [_cells(each, currency) for each in lines]
    leaves = [cells[at : at + LINES_OF_A_LEAF] for at in range(0, len(cells), LINES_OF_A_LEAF)]
    return Sheet(
        id,
        number,
        signers=[
            pgettext("on a voucher", "Head of accounting"),
            pgettext("on a voucher", "Posted by"),
            pgettext("on a voucher", "Checked"),
            pgettext("on a voucher", "Cashier"),
            pgettext("on a voucher", "Made by"),
        ],
        words=amount_in_words(debit, currency, texts.language()),
        more={
            "date": texts.long_day(first.posted_on),
            "heads": [str(each) for each in HEADS],
            "leaves": leaves,
            "size": LINES_OF_A_LEAF,
            "total": texts.amount(debit, currency),
            "totals": _("Total"),
            "carried": _("Carried over"),
            "attached": _attached_told(attached),
            "number_head": pgettext("on a voucher", "No."),
            "signed": {pgettext("on a voucher", "Made by"): first.made_by or ""},
        },
    )


def _attached_told(files: int) -> str:
    """Return how many papers belong to a voucher; room to write the number when no file is attached."""
    return pgettext("on a voucher", "%(count)s attachments") % {"count": files or "____"}


def _cells(line: Any, currency: str) -> list[str]:
    account = f"{line.account_code} {line.account_name}" + (f" · {line.party}" if line.party else "")
    if line.currency and line.currency != currency and line.currency_amount is not None:
        account += f"  ({line.currency} {texts.amount(line.currency_amount, line.currency)})"
    return [
        line.text or "",
        account,
        texts.amount(line.debit, currency) if line.debit else "",
        texts.amount(line.credit, currency) if line.credit else "",
    ]


HEADS = (
    pgettext_lazy("on paper", "Summary"),
    gettext_lazy("Account"),
    gettext_lazy("Debit amount"),
    gettext_lazy("Credit amount"),
)
TITLE = pgettext_lazy("on paper", "Accounting voucher")
VOUCHERS = (
    Print(
        "voucher",
        TITLE,
        "money.voucher",
        Voucher,
        voucher_sheets,
        "voucher",
        parts=("signers",),
        is_legal=True,
    ),
    Print("entry-voucher", TITLE, "entry", Entry, entry_sheets, "voucher", parts=("signers",), is_legal=True),
)
