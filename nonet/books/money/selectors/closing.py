"""What must be done before a month is closed."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id


@dataclass(frozen=True, slots=True)
class ClosingStep:
    """One step of the checklist: how many are left, and which the first of them are."""

    code: str
    says: str
    count: int
    examples: list[str]

    @property
    def ok(self) -> bool:
        """Return whether nothing is left."""
        return self.count == 0


SAYS = {
    "draft_invoices": _("Draft invoices are posted or cancelled"),
    "draft_payments": _("Draft payments are posted or cancelled"),
    "draft_landed_costs": _("Draft landed costs are posted or cancelled"),
    "unvalued_moves": _("Every move of own goods is valued"),
    "unnumbered_vouchers": _("Every entry has its voucher number"),
}
_STEPS = {
    "draft_invoices": "SELECT coalesce(nullif(party_reference, ''), '#' || id) AS example FROM money_invoice"
    " WHERE company_id = %(company)s AND state = 'draft' AND issued_on BETWEEN %(start)s AND %(end)s",
    "draft_payments": "SELECT number AS example FROM money_payment"
    " WHERE company_id = %(company)s AND state = 'draft' AND paid_on BETWEEN %(start)s AND %(end)s",
    "draft_landed_costs": "SELECT number AS example FROM money_landedcost"
    " WHERE company_id = %(company)s AND state = 'draft' AND posted_on BETWEEN %(start)s AND %(end)s",
    "unvalued_moves": "SELECT i.code AS example FROM stock_move m JOIN items_item i ON i.id = m.item_id"
    " WHERE m.company_id = %(company)s AND m.direction <> 0 AND m.owner_id IS NULL"
    " AND m.moved_on BETWEEN %(start)s AND %(end)s"
    " AND NOT EXISTS (SELECT 1 FROM money_valueentry v WHERE v.move_id = m.id)",
    "unnumbered_vouchers": "SELECT e.description AS example FROM money_entry e"
    " WHERE e.company_id = %(company)s AND e.posted_on BETWEEN %(start)s AND %(end)s"
    " AND NOT EXISTS (SELECT 1 FROM money_voucher v WHERE v.entry_id = e.id)",
}


def closing_checklist(starts_on: dt.date, ends_on: dt.date) -> list[ClosingStep]:
    """Return the steps to be done before the days are closed, in order, each with what is left."""
    span = {"company": current_company_id(), "start": starts_on, "end": ends_on}
    steps = []
    for code, query in _STEPS.items():
        found = sql.row(
            f"SELECT count(*) AS left_over, (array_agg(example))[1:5] AS some FROM ({query}) AS s", span
        )
        assert found is not None
        steps.append(ClosingStep(code, str(SAYS[code]), found.left_over, list(found.some or [])))
    return steps
