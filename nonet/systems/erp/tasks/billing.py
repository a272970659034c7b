"""Suppliers' bills beside what was ordered and what came in."""

from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _

from nonet.books.money.services.bill_matching import BilledLine
from nonet.books.money.services.billing import BillDraft, bill_receipts
from nonet.kernel.clock import today
from nonet.kernel.verbs import Outcome
from nonet.kit.admin.tasks import Field, Filled, Grid, Shown, TaskForm
from nonet.kit.show import unit_name
from nonet.systems.erp.selectors.open_lines import lines_to_bill
from nonet.systems.erp.tasks.receiving import item_of


def _bill(filled: Filled) -> Outcome:
    lines = sorted(filled.lines, key=lambda line: line.row.party_id)
    bills = []
    for party_id, group in groupby(lines, lambda line: line.row.party_id):
        of_party = list(group)
        bills.append(
            BillDraft(
                party_id,
                filled["party_reference"],
                filled["issued_on"],
                sorted({each.row.receipt_id for each in of_party}),
                [_line(each) for each in of_party],
                filled["due_on"],
            )
        )
    return bill_receipts(bills=bills)


def _line(line: Any) -> BilledLine:
    """Return what is charged; a price left as ordered is the order's own, with all its decimals."""
    price = line["price"]
    same = price is None or price == _shown_price(line.row)
    return BilledLine(line.row.id, line["quantity"], None if same else price)


def _shown_price(row: Any) -> Decimal:
    return Decimal(round(row.price, 6))


def _grid(rows: Any) -> Grid:
    return Grid(
        columns=(
            Shown("number", _("Receipt")),
            Shown("item", _("Item"), item_of),
            Shown("ordered", _("Ordered")),
            Shown("received", _("Received")),
            Shown("billed", _("Billed before")),
            Field("quantity", _("Charged quantity"), "decimal", lambda row: row.due, total=True),
            Shown("unit_id", _("Unit"), lambda row: unit_name(row.unit_id)),
            Shown("ordered_price", _("Ordered price"), _shown_price),
            Field("price", _("Charged price, without tax"), "decimal", _shown_price),
            Shown("currency", _("Currency")),
        ),
        rows=rows,
        needs="quantity",
        empty=_("All that came in is billed."),
    )


def _form(rows: Any) -> TaskForm:
    return TaskForm(
        fields=(
            Field("party_reference", _("Supplier's bill number"), required=True),
            Field("issued_on", _("Issued on"), initial=lambda asked: today(), required=True),
            Field("due_on", _("Due on"), help=_("Empty: by the payment term.")),
        ),
        grid=_grid(rows),
        draft=BillDraft,
        call=_bill,
        made="erp_purchasebill",
        intro=_(
            "What is charged must fit what was ordered and what came in, within the company's tolerance."
        ),
        submit=_("Post bill"),
    )


BILL_RECEIPTS = _form(lambda asked: lines_to_bill(receipt_ids=asked.ids))
BILL_ORDERS = _form(lambda asked: lines_to_bill(order_ids=asked.ids))
