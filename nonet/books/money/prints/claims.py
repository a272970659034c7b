"""Invoices, credit notes, and receipts for money."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from nonet.books.money.models import Invoice, InvoiceLine, OpenItem, Payment, Settlement
from nonet.books.orders.prints import ITEM_COLUMNS, QUANTITY, UNIT, item_cells, lines_by
from nonet.kit.printing import Column, Print, Sheet, amount_in_words, texts
from nonet.masters.parties.models import Address
from nonet.masters.parties.prints import party_blocks

INVOICE_COLUMNS = (
    *ITEM_COLUMNS,
    UNIT,
    QUANTITY,
    Column("price", gettext_lazy("Unit price"), align="right"),
    Column("net", gettext_lazy("Amount"), align="right"),
    Column("tax_rate", gettext_lazy("Tax rate"), align="right"),
    Column("tax", gettext_lazy("Tax amount"), align="right"),
    Column("gross", gettext_lazy("Total with tax"), align="right", hidden=True),
)


def invoice_sheets(ids: Sequence[int], options: Mapping[str, str]) -> list[Sheet]:
    """Return invoices or credit notes."""
    rows = Invoice.objects.filter(pk__in=list(ids)).select_related("party", "corrects")
    lines = lines_by(InvoiceLine, "invoice", ids, "item", "account", "order_line__order")
    blocks = party_blocks((each.party for each in rows), Address.Kind.INVOICE)
    return [_invoice_sheet(each, lines[each.pk], blocks) for each in rows]


def _invoice_sheet(invoice: Invoice, lines: list[Any], blocks: Mapping[int, list[str]]) -> Sheet:
    currency = invoice.currency
    orders = sorted({each.order_line.order.number for each in lines if each.order_line})
    return Sheet(
        invoice.pk,
        invoice.number or str(_("Draft %(id)s") % {"id": invoice.pk}),
        party_head=_("Bill to") if invoice.kind in ("sales_invoice", "credit_note") else _("Supplier"),
        party=blocks.get(invoice.party_id, []),
        facts=(
            (pgettext("on paper", "Date"), texts.day(invoice.issued_on)),
            (_("Due on"), texts.day(invoice.due_on)),
            (pgettext("on paper", "Order"), ", ".join(orders[:6]) + (" …" if len(orders) > 6 else "")),
            (_("Corrects"), str(invoice.corrects) if invoice.corrects else ""),
            (_("Tax invoice number"), invoice.legal_number),
            (_("Their number"), invoice.party_reference),
            (_("Currency"), currency),
        ),
        rows=[_invoice_cells(n, each, currency) for n, each in enumerate(lines, 1)],
        sums=(
            (_("Net amount"), texts.amount(invoice.net_total, currency)),
            (_("Tax amount"), texts.amount(invoice.tax_total, currency)),
            (_("Total"), texts.money(invoice.gross_total, currency)),
        ),
        words=amount_in_words(invoice.gross_total, currency, texts.language()),
        signers=[pgettext("on paper", "Made by"), pgettext("on paper", "Checked")],
        barcode=invoice.number or "",
        mark=_("Draft")
        if invoice.state == "draft"
        else _("Cancelled")
        if invoice.state == "cancelled"
        else "",
    )


def _invoice_cells(position: int, line: Any, currency: str) -> dict[str, str]:
    told = (
        item_cells(line.item, line.description)
        if line.item
        else {"code": line.account.code if line.account else "", "name": line.description}
    )
    return {
        "no": str(position),
        **told,
        "unit": texts.unit(line.item.unit_id) if line.item else "",
        "quantity": texts.quantity(line.quantity),
        "price": texts.price(line.price),
        "net": texts.amount(line.net_amount, currency),
        "tax_rate": texts.share(line.tax_rate),
        "tax": texts.amount(line.tax_amount, currency),
        "gross": texts.amount(line.net_amount + line.tax_amount, currency),
    }


def payment_sheets(ids: Sequence[int], options: Mapping[str, str]) -> list[Sheet]:
    """Return receipts for money taken or paid, with the invoices it settles."""
    rows = Payment.objects.filter(pk__in=list(ids)).select_related("party", "account")
    settled = _settled(ids)
    blocks = party_blocks((each.party for each in rows), with_tax_number=False)
    return [
        Sheet(
            each.pk,
            each.number,
            party_head=_("Received from") if each.kind in ("received", "refund_received") else _("Paid to"),
            party=blocks.get(each.party_id, [])[:1],
            facts=(
                (pgettext("on paper", "Date"), texts.day(each.paid_on)),
                (_("Way of payment"), _way(each.method)),
                (_("Reference"), each.reference),
                (_("Account"), each.account.name),
            ),
            rows=settled.get(each.pk, []),
            sums=((_("Amount"), texts.money(each.amount, each.currency)),),
            words=amount_in_words(each.amount, each.currency, texts.language()),
            signers=[
                pgettext("on paper", "Cashier"),
                pgettext("on paper", "Bookkeeper"),
                pgettext("on paper", "Handled by"),
            ],
            barcode=each.number,
            mark=_("Draft") if each.state == "draft" else _("Cancelled") if each.state == "cancelled" else "",
        )
        for each in rows
    ]


def _way(method: str) -> str:
    ways = {
        "bank": _("Bank transfer"),
        "cash": _("Cash"),
        "card": _("Card"),
        "wechat": _("WeChat Pay"),
        "alipay": _("Alipay"),
        "cheque": _("Cheque"),
    }
    return str(ways.get(method, method))


def _settled(ids: Sequence[int]) -> dict[int, list[dict[str, str]]]:
    """Return the invoices that payments were matched with, what was taken back netted out; three statements."""
    items = dict(OpenItem.objects.filter(payment_id__in=list(ids)).values_list("pk", "payment_id"))
    sums: dict[tuple[int, int], Any] = {}
    for key, against in (("counter_id", "claim_id"), ("claim_id", "counter_id")):
        rows = Settlement.objects.filter(**{f"{key}__in": list(items)})
        for mine, theirs, amount in rows.values_list(key, against, "amount"):
            sums[items[mine], theirs] = sums.get((items[mine], theirs), 0) + amount
    found = OpenItem.objects.filter(pk__in={other for _payment, other in sums}).select_related("invoice")
    claims = {each.pk: each for each in found}
    told: dict[int, list[dict[str, str]]] = {}
    for (payment, other), amount in sums.items():
        claim = claims[other]
        if not amount or claim.invoice is None:
            continue
        lines = told.setdefault(payment, [])
        lines.append(
            {
                "no": str(len(lines) + 1),
                "name": str(claim.invoice),
                "due": texts.day(claim.due_on),
                "invoiced": texts.amount(abs(claim.amount), claim.currency),
                "amount": texts.amount(abs(amount), claim.currency),
            }
        )
    return told


def _invoice(code: str, title: Any, kind: str) -> Print:
    return Print(
        code,
        title,
        kind,
        Invoice,
        invoice_sheets,
        columns=INVOICE_COLUMNS,
        party="party__language",
        parts=("logo", "address", "barcode", "words", "bank", "signers", "seal", "page"),
        where={"kind": kind},
        is_legal=True,
    )


SETTLED = (
    ITEM_COLUMNS[0],
    Column("name", pgettext_lazy("on paper", "Invoice"), width=3),
    Column("due", gettext_lazy("Due on")),
    Column("invoiced", gettext_lazy("Invoiced"), align="right"),
    Column("amount", gettext_lazy("Amount"), align="right"),
)


def _payment(code: str, title: Any, kinds: tuple[str, ...]) -> Print:
    return Print(
        code,
        title,
        "payment",
        Payment,
        payment_sheets,
        columns=SETTLED,
        paper="a5_landscape",
        party="party__language",
        parts=("logo", "address", "barcode", "words", "signers", "seal"),
        where={"kind__in": kinds},
        is_legal=True,
    )


INVOICES = (
    _invoice("sales-invoice", gettext_lazy("Sales invoice"), "sales_invoice"),
    _invoice("credit-note", gettext_lazy("Credit note"), "credit_note"),
    _invoice("purchase-bill", gettext_lazy("Purchase bill"), "purchase_bill"),
    _invoice("supplier-credit", gettext_lazy("Supplier credit"), "supplier_credit"),
)
PAYMENTS = (
    _payment(
        "payment-receipt", pgettext_lazy("on paper", "Receipt for money"), ("received", "refund_received")
    ),
    _payment("payment-slip", pgettext_lazy("on paper", "Payment slip"), ("made", "refund_paid")),
)
