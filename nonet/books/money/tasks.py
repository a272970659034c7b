"""What the money book's verbs ask for on the desk: vouchers, matching, write-offs, landed costs."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from nonet.books.money.models import Invoice, LandedCost, OpenItem, Payment, Settlement
from nonet.books.money.selectors.open_items import open_rows
from nonet.books.money.services import settling, vouchers, writing_off
from nonet.books.money.services.settling import Pair
from nonet.books.money.services.valuing import landed
from nonet.books.money.services.vouchers import ManualLine
from nonet.kernel.clock import today
from nonet.kernel.errors import InvalidInput
from nonet.kernel.verbs import Outcome
from nonet.kit.admin import VerbAction
from nonet.kit.admin.tasks import Field, Filled, Grid, Shown, TaskForm
from nonet.kit.admin.tasks.declaring import Asked, Line

ZERO = Decimal(0)
KINDS = {**dict(Invoice.Kind.choices), **dict(Payment.Kind.choices), "entry": _("Entry")}
LEAVES = {"is_leaf": True, "active": True}


def _post_voucher(filled: Filled) -> int:
    lines = [_voucher_line(each) for each in filled.lines]
    return vouchers.post_manual_entry(
        posted_on=filled["posted_on"], lines=lines, description=filled["description"]
    )


def _voucher_line(line: Line) -> ManualLine:
    return ManualLine(
        line["account_id"],
        line["debit"] or ZERO,
        line["credit"] or ZERO,
        line["party_id"],
        description=line["description"] or None,
    )


VOUCHER = VerbAction(
    "voucher",
    _("New voucher"),
    vouchers.post_manual_entry,
    form=TaskForm(
        title=_("Accounting voucher"),
        fields=(
            Field("posted_on", _("Date"), "date", lambda asked: today(), required=True),
            Field("description", _("Summary of the entry"), required=True),
        ),
        grid=Grid(
            columns=(
                Field("description", _("Summary of the line")),
                Field("account_id", _("Account"), model="money.Account", where=LEAVES, required=True),
                Field("debit", _("Debit"), "decimal", total=True),
                Field("credit", _("Credit"), "decimal", total=True),
                Field("party_id", _("Party"), model="parties.Party"),
            ),
            fresh=4,
        ),
        balance=("debit", "credit"),
        call=_post_voucher,
        made="money_entry",
        submit=_("Post"),
        intro=_("Accounts of customers, suppliers and stock are posted by their own documents."),
    ),
)


def _sides() -> list[tuple[str, Any]]:
    return [("receivable", _("Receivables")), ("payable", _("Payables"))]


class _Item:
    """An open item on the matching page, with the amount proposed to be matched."""

    def __init__(self, row: Any) -> None:
        self.row, self.use = row, ZERO

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


def _proposed(asked: Asked) -> list[_Item]:
    """Return what is open of a party, the oldest due first, with the amounts that cancel each other out."""
    party = asked.values.get("party_id")
    found = open_rows(party, asked.values.get("side") == "receivable") if party else ()
    items = [_Item(each) for each in found]
    for currency in {each.currency for each in items}:
        of_one = [each for each in items if each.currency == currency]
        claims = sum((each.open_amount for each in of_one if each.open_amount > 0), ZERO)
        credits = -sum((each.open_amount for each in of_one if each.open_amount < 0), ZERO)
        for sign in (1, -1):
            left = min(claims, credits)
            for each in of_one:
                if each.open_amount * sign > 0:
                    each.use = min(left, abs(each.open_amount))
                    left -= each.use
    return items


def pairs_of(used: Sequence[tuple[int, Decimal, Decimal]]) -> list[Pair]:
    """Return pairs that use up amounts by open item (id, its open amount, what of it is used), the first ones first."""
    claims = [(id_, amount) for id_, open_amount, amount in used if open_amount > 0 and amount]
    pairs = []
    for counter_id, open_amount, amount in used:
        left = amount if open_amount < 0 else ZERO
        while left and claims:
            claim_id, due = claims.pop(0)
            part = min(left, due)
            pairs.append(Pair(claim_id, counter_id, part, "by hand"))
            left -= part
            if due > part:
                claims.insert(0, (claim_id, due - part))
    return pairs


def _match(filled: Filled) -> Outcome:
    used = [
        (line.row.id, line.row.open_amount, line["use"] or ZERO, line.row.currency) for line in filled.lines
    ]
    pairs: list[Pair] = []
    for currency in sorted({each[3] for each in used}):
        of_one = [each[:3] for each in used if each[3] == currency]
        if sum(amount if open_amount > 0 else -amount for _id, open_amount, amount in of_one):
            raise InvalidInput("lines", str(_("what is matched must be equal on both sides")))
        pairs += pairs_of(of_one)
    return settling.settle(pairs=pairs, settled_on=filled["settled_on"])


MATCH = VerbAction(
    "match",
    _("Match open items"),
    settling.settle,
    form=TaskForm(
        fields=(
            Field("party_id", _("Party"), model="parties.Party", required=True, reload=True),
            Field("side", _("Side"), "choice", "receivable", _sides, reload=True),
            Field("settled_on", _("Date"), "date", lambda asked: today(), required=True),
        ),
        grid=Grid(
            columns=(
                Shown("number", _("Document"), lambda row: row.number or f"#{row.id}"),
                Shown("kind", _("Kind"), lambda row: KINDS.get(row.kind, row.kind)),
                Shown("due_on", _("Due on")),
                Shown("currency", _("Currency")),
                Shown("open_amount", _("Open"), total=True),
                Field("use", _("Matched now"), "decimal", lambda row: row.use or None),
            ),
            rows=_proposed,
            needs="use",
            empty=_("Nothing is open."),
        ),
        call=_match,
        submit=_("Match"),
    ),
)


def _settlements(asked: Asked) -> list[Settlement]:
    found = Settlement.objects.filter(reverses=None, reversed_by=None)
    mine = found.filter(claim_id__in=asked.ids) | found.filter(counter_id__in=asked.ids)
    return list(
        mine.select_related("claim__invoice", "counter__invoice", "counter__payment", "claim__payment")
    )


def _called(item: OpenItem) -> str:
    return str(item.invoice or item.payment or f"#{item.pk}")


def _unmatch(filled: Filled) -> Outcome:
    ids = [line.row.pk for line in filled.lines if line["undo"]]
    return settling.unsettle(settlement_ids=ids, settled_on=filled["settled_on"])


def is_matched(item: OpenItem) -> bool:
    """Return whether anything of an open item is matched."""
    return bool(item.amount != item.open_amount)


UNMATCH = VerbAction(
    "unmatch",
    _("Take back matches"),
    settling.unsettle,
    primary=False,
    when=is_matched,
    form=TaskForm(
        fields=(Field("settled_on", _("Date"), "date", lambda asked: today(), required=True),),
        grid=Grid(
            columns=(
                Field("undo", _("Take back"), "flag", True),
                Shown("claim", _("Claim"), lambda row: _called(row.claim)),
                Shown("counter", _("Paid by"), lambda row: _called(row.counter)),
                Shown("amount", _("Amount")),
                Shown("settled_on", _("Settled on")),
                Shown("reason", _("Reason")),
            ),
            rows=_settlements,
            needs="undo",
        ),
        call=_unmatch,
    ),
)


def _write_off(filled: Filled) -> Outcome:
    wanted = [writing_off.WriteOff(line.row.pk, filled["cause"], line["amount"]) for line in filled.lines]
    return writing_off.write_off(write_offs=wanted, posted_on=filled["posted_on"])


def _causes() -> list[tuple[str, Any]]:
    return [("rounding", _("Rounding")), ("discount", _("Cash discount")), ("bad_debt", _("Bad debt"))]


WRITE_OFF = VerbAction(
    "writeoff",
    _("Write off"),
    writing_off.write_off,
    primary=False,
    when=lambda item: item.open_amount != 0,
    form=TaskForm(
        fields=(
            Field("cause", _("Cause"), "choice", choices=_causes),
            Field("posted_on", _("Date"), "date", lambda asked: today(), required=True),
        ),
        grid=Grid(
            columns=(
                Shown("document", _("Document"), _called),
                Shown("party", _("Party")),
                Shown("currency", _("Currency")),
                Shown("open_amount", _("Open"), total=True),
                Field("amount", _("Written off"), "decimal", lambda row: abs(row.open_amount), total=True),
            ),
            rows=lambda asked: list(
                OpenItem.objects.filter(pk__in=asked.ids)
                .exclude(open_amount=0)
                .select_related("party", "invoice")
            ),
            needs="amount",
        ),
        call=_write_off,
    ),
)


def _land(filled: Filled) -> Outcome:
    draft = landed.LandedCostDraft(
        filled["amount"],
        filled["receipt_ids"],
        filled["posted_on"],
        filled["method"],
        filled["party_id"],
        filled["description"] or "",
    )
    ids = landed.create_landed_costs(drafts=[draft])
    return landed.post_landed_costs(landed_cost_ids=ids) if filled["post"] else Outcome(ids)


def _receipts(asked: Asked) -> str:
    from django.apps import apps

    receipt: Any = apps.get_model("orders.Receipt")
    return " ".join(receipt.objects.filter(pk__in=asked.ids).values_list("number", flat=True))


LAND = VerbAction(
    "land",
    _("Landed cost"),
    landed.create_landed_costs,
    primary=False,
    form=TaskForm(
        title=_("Spread a landed cost"),
        fields=(
            Field("amount", _("Amount"), "decimal", required=True),
            Field("description", _("What for"), help=_("Freight, duty, insurance …")),
            Field(
                "receipt_ids",
                _("Receipts"),
                "lookups",
                _receipts,
                model="orders.Receipt",
                where={"state": "posted"},
                required=True,
            ),
            Field("method", _("Spread by"), "choice", "value", lambda: LandedCost.Method.choices),
            Field("party_id", _("Supplier"), model="parties.Party"),
            Field("posted_on", _("Date"), "date", lambda asked: today(), required=True),
            Field("post", _("Post at once"), "flag", True),
        ),
        call=_land,
        made="money_landedcost",
        intro=_("Goods still here gain value; for those sold the cost of sales rises."),
    ),
)
