"""What belongs to a voucher beside its lines."""

import datetime as dt
from decimal import Decimal

from django.utils.translation import override

from nonet.books.money.models import Account, Entry
from nonet.books.money.prints.vouchers import entry_sheets
from nonet.books.money.selectors.vouchers import attached_to
from nonet.books.money.services.vouchers import ManualLine, post_manual_entry
from nonet.kernel.clock import today
from nonet.kit.remarks.services import FileDraft, attach_files
from tests.fixtures import TradingCompany, trading_company

__all__ = ["trading_company"]


def posted(on: dt.date) -> int:
    free = Account.objects.filter(control="", is_leaf=True, active=True).order_by("code")[:2]
    one, other = (each.pk for each in free)
    lines = [ManualLine(one, debit=Decimal(5)), ManualLine(other, credit=Decimal(5))]
    return post_manual_entry(posted_on=on, lines=lines, description="rent")


def test_attachments_are_counted(trading_company: TradingCompany) -> None:
    """A voucher says how many papers are attached to it, and leaves room to write it when there are none."""
    entry, bare = posted(today()), posted(today())
    drafts = [FileDraft("money.entry", entry, f"{n}.txt", f"rent {n}".encode()) for n in (1, 2)]
    attach_files(files=drafts).require_all()
    assert attached_to([entry, bare]) == {entry: 2}
    with override("en"):
        told = {sheet.id: sheet.more["attached"] for sheet in entry_sheets([entry, bare], {})}
    assert told == {entry: "2 attachments", bare: "____ attachments"}
    assert Entry.objects.count() == 2
