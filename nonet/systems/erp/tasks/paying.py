"""Money received, paid and refunded: a party, its open items oldest first, and an amount that spreads by itself."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from nonet.books.money.models import Account, Invoice, Payment
from nonet.books.money.selectors.ageing import aged
from nonet.books.money.selectors.company import company_books
from nonet.books.money.selectors.open_items import open_rows
from nonet.books.money.services.paying import AllocatedPayment, Allocation, take_payments
from nonet.books.money.services.payments import PaymentDraft
from nonet.kernel.clock import today
from nonet.kernel.errors import InvalidInput
from nonet.kernel.money import currencies
from nonet.kernel.verbs import Outcome
from nonet.kit.admin import VerbAction
from nonet.kit.admin.tasks import Field, Filled, Grid, Shown, TaskForm
from nonet.kit.admin.tasks.declaring import Asked
from nonet.kit.show import amount
from nonet.masters.parties.models import Party

ZERO = Decimal(0)
Kind = Payment.Kind
SHOWN_DEBTORS = 30
CAUSES = (
    ("discount", _("Cash discount")),
    ("rounding", _("Rounding")),
    ("bad_debt", _("Bad debt")),
)
KINDS = {**dict(Invoice.Kind.choices), **dict(Payment.Kind.choices), "entry": _("Entry")}


def _open(receivable: bool, inward: bool) -> Any:
    """Return what money in this direction pays: what is owed to us when it comes in, else what we owe."""

    def rows(asked: Asked) -> list[Any]:
        party = asked.values.get("party_id")
        found = open_rows(party, receivable) if party else ()
        return [_Open(each, asked.ids) for each in found if (each.open_amount > 0) == inward]

    return rows


class _Open:
    """An open item on the page; those of the documents from which one came are paid unless changed."""

    def __init__(self, row: Any, chosen: Sequence[int]) -> None:
        self.row = row
        self.pay = abs(row.open_amount) if row.invoice_id in chosen else None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


def _party_of(asked: Asked) -> Any:
    """Return the party of the documents from which one came."""
    return Invoice.objects.filter(pk__in=asked.ids).values_list("party_id", flat=True).first()


def _money_accounts() -> list[tuple[Any, Any]]:
    found = Account.objects.filter(is_cash=True, is_leaf=True, active=True).order_by("code")
    return [("", _("Main account")), *((each.pk, str(each)) for each in found)]


def _expenses() -> list[tuple[Any, str]]:
    found = Account.objects.filter(type="expense", is_leaf=True, active=True, control="").order_by("code")
    return [("", "—"), *((each.pk, str(each)) for each in found)]


def _fee_account(asked: Asked) -> Any:
    """Return the account that is named for bank charges, if the chart has one."""
    found = (
        Account.objects.filter(names__en="Bank charges", is_leaf=True, active=True).order_by("code").first()
    )
    return found.pk if found else ""


def _with_party(asked: Asked) -> Asked:
    """Return what is asked about, with the party by its id while the form is not read yet."""
    text = str(asked.values.get("party_id", ""))
    party = int(text[1:]) if text.startswith("@") else _party_of(asked)
    return Asked(asked.ids, {**asked.values, "party_id": party})


def _first_currency(receivable: bool, inward: bool) -> Any:
    def first(asked: Asked) -> str:
        rows = _open(receivable, inward)(_with_party(asked))
        return rows[0].currency if rows else company_books().currency

    return first


def _take(kind: str) -> Any:
    def call(filled: Filled) -> Outcome:
        parts = [
            Allocation(each.row.id, each["pay"] or ZERO, each["let_off"] or ZERO)
            for each in filled.lines
            if each.row.currency == filled["currency"]
        ]
        paid = filled["amount"] or sum((each.amount for each in parts), ZERO)
        if not paid:
            raise InvalidInput("amount", str(_("give an amount, or amounts below")))
        draft = PaymentDraft(
            kind,
            filled["party_id"],
            int(filled["account_id"]) if filled["account_id"] else None,
            filled["paid_on"],
            filled["currency"],
            paid,
            filled["reference"] or "",
            method=filled["method"],
        )
        fee_account = int(filled["fee_account_id"]) if filled["fee_account_id"] else None
        wanted = AllocatedPayment(draft, parts, filled["cause"], filled["fee"] or ZERO, fee_account)
        return take_payments(payments=[wanted])

    return call


def _number(row: Any) -> str:
    return f"{row.number} {row.reference}".strip() or f"#{row.id}"


def _grid(receivable: bool, inward: bool) -> Grid:
    return Grid(
        columns=(
            Shown("number", _("Document"), _number),
            Shown("kind", _("Kind"), lambda row: KINDS.get(row.kind, row.kind)),
            Shown("due_on", _("Due on")),
            Shown("currency", _("Currency")),
            Shown("amount", _("Amount"), lambda row: abs(row.amount)),
            Shown("open_amount", _("Open"), lambda row: abs(row.open_amount), total=True),
            Field("pay", _("Paid now"), "decimal", lambda row: row.pay, total=True),
            Field("let_off", _("Let off"), "decimal", total=True),
        ),
        rows=_open(receivable, inward),
        title=_("Open items, the oldest due first"),
        empty=_("Nothing is open; the amount stays as an advance."),
    )


def _parties(receivable: bool) -> Any:
    """Return links to those of whom most is open, while no party is chosen."""

    def links(asked: Asked) -> Sequence[tuple[Any, str]]:
        if asked.values.get("party_id"):
            return ()
        found = [each for each in aged(on=today(), receivable=receivable) if each.total > 0]
        found.sort(key=lambda each: -each.home_total)
        return [
            (
                f"{each.code} {each.name} · {each.currency} {amount(each.total, each.currency)}",
                f"?party_id=@{each.party_id}",
            )
            for each in found[:SHOWN_DEBTORS]
        ]

    return links


def _facts(receivable: bool) -> Any:
    def facts(asked: Asked) -> Sequence[tuple[Any, Any]]:
        party = asked.values.get("party_id")
        found = Party.objects.filter(pk=party).first() if party else None
        if found is None:
            return ()
        return [(_("Party"), found), *_sums(found.pk, receivable)]

    return facts


def _sum(each: Any) -> str:
    return f"{each.currency} {amount(each.total, each.currency)}"


def _sums(party_id: int, receivable: bool) -> list[tuple[Any, Any]]:
    rows = aged(on=today(), receivable=receivable, party_ids=[party_id])
    told = []
    for each in rows:
        told.append((_("Open"), _sum(each)))
        late = sum(each.buckets[1:], ZERO)
        if late:
            told.append((_("Overdue"), f"{each.currency} {amount(late, each.currency)}"))
    return told


def payment_form(kind: str, title: Any, role: str, made: str) -> TaskForm:
    """Return the form of one kind of payment; ``role`` is the flag of a party that it concerns."""
    receivable = kind in (Kind.RECEIVED, Kind.REFUND_PAID)
    inward = kind in (Kind.RECEIVED, Kind.REFUND_RECEIVED)
    return TaskForm(
        title=title,
        fields=(
            Field(
                "party_id",
                _("Party"),
                initial=_party_of,
                model="parties.Party",
                where={role: True},
                required=True,
                reload=True,
            ),
            Field("paid_on", _("Paid on"), "date", lambda asked: today(), required=True),
            Field("currency", _("Currency"), "choice", _first_currency(receivable, inward), _currencies),
            Field(
                "amount",
                _("Amount"),
                "decimal",
                _amount(receivable, inward),
                help=_("Spreads over what is open, the oldest due first."),
            ),
            Field("account_id", _("Account"), "choice", "", _money_accounts),
            Field("method", _("Method"), "choice", "bank", lambda: METHODS),
            Field("reference", _("Reference")),
            Field(
                "cause",
                _("Why let off"),
                "choice",
                "discount" if receivable else "rounding",
                lambda: CAUSES if receivable else CAUSES[1:2],
            ),
            Field("fee", _("Bank fee"), "decimal"),
            Field("fee_account_id", _("Account of the fee"), "choice", _fee_account, _expenses),
        ),
        grid=_grid(receivable, inward),
        facts=_facts(receivable),
        links=_parties(receivable) if inward == receivable else None,
        call=_take(kind),
        made=made,
        submit=_("Post payment"),
        spread=("amount", "pay", "open_amount", "currency"),
    )


METHODS = (("bank", _("Bank")), ("cash", _("Cash")))


def _currencies() -> list[tuple[str, str]]:
    return [(code, code) for code in sorted(currencies())]


def _amount(receivable: bool, inward: bool) -> Any:
    """Return what stands in the amount at first: all that is open of an invoice from which one came."""

    def first(asked: Asked) -> Decimal | None:
        rows = _open(receivable, inward)(_with_party(asked))
        return sum((each.pay for each in rows if each.pay), ZERO) or None

    return first


def _action(name: str, label: Any, kind: str, title: Any, role: str) -> VerbAction:
    made = "erp_customerpayment" if role == "is_customer" else "erp_supplierpayment"
    return VerbAction(name, label, take_payments, form=payment_form(kind, title, role, made))


RECEIVE = _action("receive", _("Receive payment"), Kind.RECEIVED, _("Receive payment"), "is_customer")
PAY = _action("pay", _("Pay"), Kind.MADE, _("Pay a supplier"), "is_supplier")
REFUND = _action("refund", _("Pay back"), Kind.REFUND_PAID, _("Refund to a customer"), "is_customer")
REFUNDED = _action(
    "refunded", _("Take refund"), Kind.REFUND_RECEIVED, _("Refund from a supplier"), "is_supplier"
)
