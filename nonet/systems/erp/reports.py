"""The ERP's reports: sales and purchases analysed, what is still on order, customers' credit."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nonet.kernel.clock import today
from nonet.kit.admin.reports import Column, Report
from nonet.kit.admin.reports.declaring import Values
from nonet.kit.admin.tasks import Field
from nonet.systems.erp.selectors.sales_reports import sales_by
from nonet.systems.erp.selectors.trade_reports import credit_control, open_order_lines, purchases_by

SALES, PURCHASING = _("Sales"), _("Purchasing")


def _sales_words() -> list[tuple[str, Any]]:
    return [
        ("month", _("Month")),
        ("customer", _("Customer")),
        ("item", _("Item")),
        ("country", _("Country")),
    ]


def _purchase_words() -> list[tuple[str, Any]]:
    return [("month", _("Month")), ("supplier", _("Supplier")), ("item", _("Item"))]


def _of_year(asked: Any) -> Any:
    return today().replace(month=1, day=1)


YEAR = (
    Field("start", _("From"), "date", _of_year, required=True),
    Field("end", _("Until"), "date", lambda asked: today(), required=True),
)

SALES_ANALYSIS = Report(
    "sales-analysis",
    _("Sales analysis"),
    SALES,
    "money.read",
    lambda values: sales_by(values["by"], values["start"], values["end"]),
    (
        Column("key", _("Name")),
        Column("invoices", _("Invoices"), "integer", total=True),
        Column("credit_notes", _("Credit notes"), "integer", total=True),
        Column("sales", _("Sales without tax"), "amount", total=True),
        Column("returns", _("Credited"), "amount", total=True),
        Column("net", _("Net sales"), "amount", total=True),
        Column("tax", _("Tax"), "amount", total=True),
    ),
    (Field("by", _("By"), "choice", "month", _sales_words), *YEAR),
)

PURCHASE_ANALYSIS = Report(
    "purchase-analysis",
    _("Purchase analysis"),
    PURCHASING,
    "money.read",
    lambda values: purchases_by(values["by"], values["start"], values["end"]),
    (
        Column("key", _("Code")),
        Column("name", _("Name")),
        Column("bills", _("Bills"), "integer"),
        Column("bought", _("Billed without tax"), "amount", total=True),
        Column("credited", _("Credited"), "amount", total=True),
        Column("net", _("Net purchases"), "amount", total=True, value=lambda row: row.bought - row.credited),
    ),
    (Field("by", _("By"), "choice", "month", _purchase_words), *YEAR),
)


def _open_lines(code: str, title: Any, group: Any, kind: str, page: str) -> Report:
    def order(row: Any, values: Values) -> str:
        return reverse(f"admin:{page}_change", args=[row.order_id])

    return Report(
        code,
        title,
        group,
        "orders.read",
        lambda values: open_order_lines(kind),
        (
            Column("number", _("Order"), link=order),
            Column("party", _("Party")),
            Column("due_on", _("Deliver by"), "date"),
            Column("item", _("Item")),
            Column("ordered", _("Ordered"), "quantity"),
            Column("done", _("Handed over"), "quantity"),
            Column("open", _("Open"), "quantity"),
            *((Column("reserved", _("Reserved"), "quantity"),) if kind == "sales" else ()),
            Column("currency", _("Currency")),
            Column("open_amount", _("Open amount"), "amount"),
        ),
    )


def _party(row: Any, values: Values) -> str:
    return reverse("admin:parties_party_change", args=[row.id])


def _drafts(row: Any, values: Values) -> str:
    return (
        f"{reverse('admin:erp_salesorder_changelist')}?q={row.code}&state__exact=draft" if row.drafts else ""
    )


CREDIT = Report(
    "credit-control",
    _("Credit control"),
    SALES,
    "money.read",
    lambda values: credit_control(today()),
    (
        Column("code", _("Code"), link=_party),
        Column("name", _("Customer"), link=_party),
        Column("on_hold", _("On hold"), value=lambda row: row.on_hold or ""),
        Column("credit_limit", _("Credit limit"), "amount"),
        Column("owed", _("Owed"), "amount", total=True),
        Column("overdue", _("Overdue"), "amount", total=True),
        Column("promised", _("Confirmed, not invoiced"), "amount", total=True),
        Column("free", _("Still free"), "amount"),
        Column("drafts", _("Draft orders"), "integer", link=_drafts),
    ),
    tasks=(
        (_("Put customers on hold"), "admin:task-hold"),
        (_("Release customers from hold"), "admin:task-release"),
    ),
)

REPORTS = (
    SALES_ANALYSIS,
    _open_lines("open-sales", _("Sales still to be delivered"), SALES, "sales", "erp_salesorder"),
    CREDIT,
    PURCHASE_ANALYSIS,
    _open_lines("open-purchases", _("Purchases still to come"), PURCHASING, "purchase", "erp_purchaseorder"),
)
