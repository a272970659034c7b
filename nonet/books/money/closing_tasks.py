"""The closing of a month on the desk: what is left, each with the place where it is done, and the closing itself."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from nonet.books.money.models import FiscalPeriod
from nonet.books.money.selectors.closing import ClosingStep, closing_checklist
from nonet.books.money.services import periods, vouchers
from nonet.books.money.services.year_closing import close_income
from nonet.kernel.verbs import Outcome
from nonet.kit.admin import VerbAction
from nonet.kit.admin.tasks import Field, Filled, Grid, Shown, TaskForm
from nonet.kit.admin.tasks.declaring import Asked

WHERE = {
    "draft_invoices": "erp_salesinvoice",
    "draft_payments": "erp_customerpayment",
    "draft_landed_costs": "money_landedcost",
    "unvalued_moves": "stock_move",
    "unnumbered_vouchers": "money_entry",
}


class _Step:
    """A step of the checklist as a row."""

    def __init__(self, at: int, step: ClosingStep) -> None:
        self.id, self.step = at, step

    @property
    def count(self) -> Any:
        """Return how many are left, leading to the list in which they are dealt with."""
        if self.step.ok:
            return 0
        address = reverse(f"admin:{WHERE[self.step.code]}_changelist")
        return format_html('<a class="ref" href="{}">{}</a>', address, self.step.count)


def _steps(asked: Asked) -> Sequence[_Step]:
    period = FiscalPeriod.objects.filter(pk__in=asked.ids).first()
    if period is None:
        return ()
    found = closing_checklist(period.starts_on, period.ends_on)
    return [_Step(at, each) for at, each in enumerate(found, 1)]


def _close(filled: Filled) -> Outcome:
    """Number what has no number yet, carry income and expenses over when asked to, then close."""
    (period_id,) = filled.ids
    period = FiscalPeriod.objects.get(pk=period_id)
    if filled["carry_over"]:
        close_income(posted_on=period.ends_on)
    vouchers.number_vouchers(period_id=period_id)
    periods.close_period(period_id=period_id)
    return Outcome([period_id])


CLOSE = VerbAction(
    "close",
    _("Close period"),
    periods.close_period,
    ("open",),
    form=TaskForm(
        title=_("Close the month"),
        fields=(
            Field(
                "carry_over",
                _("Carry income and expenses to the profit of the year"),
                "flag",
                False,
                help=_("Each month, or once at the end of the year."),
            ),
        ),
        grid=Grid(
            columns=(
                Shown("says", _("What must be done"), lambda row: row.step.says),
                Shown("count", _("Left")),
                Shown("examples", _("For example"), lambda row: ", ".join(map(str, row.step.examples))),
                Shown("done", _("Done"), lambda row: row.step.ok),
            ),
            rows=_steps,
        ),
        call=_close,
        intro=_(
            "Entries without a number get theirs with the closing. Afterwards the database refuses entries dated in it."
        ),
        submit=_("Close period"),
    ),
)
