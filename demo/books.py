"""What the bookkeeper of the demo company does: capital, a late freight bill, the closing of the month."""

import datetime as dt
from decimal import Decimal

from demo.lookup import money, stock_value
from demo.trade import Cast, Tell
from demo.words import say
from nonet.books.money.models import FiscalPeriod
from nonet.books.money.selectors.ledger import trial_balance
from nonet.books.money.selectors.rules import rule_book
from nonet.books.money.services.periods import close_period
from nonet.books.money.services.valuing.landed import (
    LandedCostDraft,
    create_landed_costs,
    post_landed_costs,
)
from nonet.books.money.services.vouchers import ManualLine, number_vouchers, post_manual_entry
from nonet.books.money.services.year_closing import close_income
from nonet.kernel.clock import today


def pay_in_capital(tell: Tell) -> None:
    """The owners pay in the capital."""
    amount, book = Decimal(600_000), rule_book()
    lines = [
        ManualLine(book.account("bank", today(), {}), debit=amount),
        ManualLine(book.account("capital", today(), {}), credit=amount),
    ]
    post_manual_entry(posted_on=today(), lines=lines, description="股东投入资本")
    tell(say("capital", day=today(), amount=money(amount)))


def freight_comes_late(cast: Cast, tell: Tell, receipts: list[int]) -> None:
    """The carrier's bill for the opening stock comes; part of it belongs to goods sold by now."""
    amount, before = Decimal(3600), stock_value()
    draft = LandedCostDraft(amount, receipts, today(), "value", cast.parties["T01"], "春茶运费")
    post_landed_costs(landed_cost_ids=create_landed_costs(drafts=[draft])).require_all()
    stock = stock_value() - before
    tell(say("freight", day=today(), amount=money(amount), stock=money(stock), sold=money(amount - stock)))


def close_month(tell: Tell, first: dt.date) -> None:
    """Carry the profit over, number the vouchers, close the month and the empty ones before it."""
    last = today()
    rows = trial_balance(start=first, end=last)
    profit = -sum(
        (r.debit - r.credit for r in rows if r.is_leaf and r.type in ("income", "expense")), Decimal(0)
    )
    close_income(posted_on=last)
    vouchers = 0
    for period in FiscalPeriod.objects.filter(starts_on__lte=first, state="open").order_by("starts_on"):
        vouchers += number_vouchers(period_id=period.pk)
        close_period(period_id=period.pk)
    tell(say("closed", day=last, vouchers=vouchers, profit=money(profit)))
