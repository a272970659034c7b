"""What is owed: invoices, payments, the open items they leave and how those are matched."""

from django.db import models
from django.db.models import F, Q

from nonet.books.money.models.ledger import Account, Entry
from nonet.kernel.fields import (
    AmountField,
    BareKey,
    CurrencyField,
    PriceField,
    QuantityField,
    RateField,
    RecordedAtField,
)
from nonet.kernel.guards import append_only, audited, no_delete, state_machine
from nonet.kernel.scoping import BookRow


@audited()
class Invoice(BookRow):
    """A claim for money, ours or a supplier's. Posted once; a credit note corrects it."""

    class Kind(models.TextChoices):
        SALES_INVOICE = "sales_invoice"
        CREDIT_NOTE = "credit_note"
        PURCHASE_BILL = "purchase_bill"
        SUPPLIER_CREDIT = "supplier_credit"

    class State(models.TextChoices):
        DRAFT = "draft"
        POSTED = "posted"
        CANCELLED = "cancelled"

    kind = models.CharField(max_length=16, choices=Kind)
    number = models.CharField(max_length=40, null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, db_default=State.DRAFT, default=State.DRAFT)
    party = BareKey("parties.Party")
    party_reference = models.CharField(max_length=60, db_default="", default="", blank=True)
    issued_on = models.DateField()
    due_on = models.DateField()
    currency = CurrencyField()
    rate = models.DecimalField(max_digits=18, decimal_places=8, db_default=1, default=1)
    net_total = AmountField()
    tax_total = AmountField()
    gross_total = AmountField()
    corrects = BareKey("self", null=True, blank=True)
    legal_number = models.CharField(max_length=40, db_default="", default="", blank=True)
    created_at = RecordedAtField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "kind", "number"], name="invoice_number"),
            models.UniqueConstraint(
                fields=["company", "kind", "party", "party_reference"],
                name="invoice_party_reference",
                condition=~Q(party_reference="") & ~Q(state="cancelled"),
            ),
        ]
        indexes = [
            models.Index(fields=["company", "kind", "-issued_on", "-id"], name="invoice_recent"),
            models.Index(fields=["party", "-id"], name="invoice_of_party"),
            models.Index(
                fields=["company", "kind", "state", "-id"],
                name="invoice_by_state",
                condition=~Q(state="posted"),
            ),
            models.Index(
                fields=["company", "legal_number"], name="invoice_legal_number", condition=~Q(legal_number="")
            ),
            models.Index(
                fields=["company", "party_reference"],
                name="invoice_reference",
                condition=~Q(party_reference=""),
            ),
        ]
        triggers = [
            no_delete(),
            *state_machine({"draft": ["posted", "cancelled"]}, initial=["draft"], at_once=["posted"]),
        ]

    def __str__(self) -> str:
        return self.number or "—"


class InvoiceLine(BookRow):
    """What is charged: a quantity of an order line as shipped or received, or a free text with an account."""

    invoice = BareKey(Invoice, related_name="lines")
    order_line = BareKey("orders.OrderLine", null=True)
    receipt_line = BareKey("orders.ReceiptLine", null=True)
    item = BareKey("items.Item", null=True)
    account = BareKey(Account, null=True)
    description = models.CharField(max_length=300, db_default="", default="")
    quantity = QuantityField()
    price = PriceField()
    tax_code = BareKey("taxes.TaxCode", null=True)
    tax_rate = RateField(db_default=0, default=0)
    net_amount = AmountField()
    tax_amount = AmountField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="invoice_line_quantity")]
        indexes = [
            models.Index(fields=["invoice"], name="invoice_line_invoice"),
            models.Index(
                fields=["order_line"], name="invoice_line_order_line", condition=Q(order_line__isnull=False)
            ),
        ]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.price}"


@audited()
class Payment(BookRow):
    """Money in or out through one of our cash or bank accounts."""

    CODES = ("method",)

    class Kind(models.TextChoices):
        RECEIVED = "received"
        MADE = "made"
        REFUND_PAID = "refund_paid"
        REFUND_RECEIVED = "refund_received"

    class State(models.TextChoices):
        DRAFT = "draft"
        POSTED = "posted"
        CANCELLED = "cancelled"

    kind = models.CharField(max_length=16, choices=Kind)
    number = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State, db_default=State.DRAFT, default=State.DRAFT)
    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    paid_on = models.DateField()
    currency = CurrencyField()
    rate = models.DecimalField(max_digits=18, decimal_places=8, db_default=1, default=1)
    amount = AmountField()
    method = models.CharField(max_length=20, db_default="bank", default="bank")
    reference = models.CharField(max_length=80, db_default="", default="", blank=True)
    created_at = RecordedAtField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="payment_number"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_amount"),
        ]
        indexes = [
            models.Index(fields=["party", "-id"], name="payment_of_party"),
            models.Index(
                fields=["company", "kind", "state", "-id"],
                name="payment_by_state",
                condition=~Q(state="posted"),
            ),
            models.Index(
                fields=["company", "reference"], name="payment_reference", condition=~Q(reference="")
            ),
        ]
        triggers = [no_delete(), *state_machine({"draft": ["posted", "cancelled"]}, initial=["draft"])]

    def __str__(self) -> str:
        return self.number


class OpenItem(BookRow):
    """What one posted document leaves owed. ``amount`` is positive for what is owed to us, negative for what
    we owe; ``open_amount`` shrinks toward zero as it is matched."""

    party = BareKey("parties.Party")
    account = BareKey(Account)
    entry = BareKey(Entry)
    invoice = BareKey(Invoice, null=True, related_name="open_items")
    payment = BareKey(Payment, null=True, related_name="open_items")
    is_receivable = models.BooleanField()
    currency = CurrencyField()
    rate = models.DecimalField(max_digits=18, decimal_places=8, db_default=1, default=1)
    amount = AmountField()
    open_amount = AmountField()
    posted_on = models.DateField()
    due_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0, open_amount__gte=0, open_amount__lte=F("amount"))
                | Q(amount__lte=0, open_amount__lte=0, open_amount__gte=F("amount")),
                name="open_item_within",
            )
        ]
        indexes = [
            models.Index(fields=["party", "due_on"], name="open_item_party", condition=~Q(open_amount=0)),
            models.Index(fields=["invoice"], name="open_item_invoice", condition=Q(invoice__isnull=False)),
            models.Index(fields=["payment"], name="open_item_payment", condition=Q(payment__isnull=False)),
        ]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return f"{self.party_id} {self.open_amount}"


class Settlement(BookRow):
    """A claim and its payment (or credit) matched for an amount, in the currency of both, and why.

    What was matched wrongly is taken back by a row of the negative amount that ``reverses`` it.
    """

    claim = models.ForeignKey(OpenItem, models.PROTECT, related_name="settled_by")
    counter = models.ForeignKey(OpenItem, models.PROTECT, related_name="settles")
    amount = AmountField()
    settled_on = models.DateField()
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=120, null=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    recorded_at = RecordedAtField()
    user = BareKey("kernel.User", null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="settlement_amount")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.claim_id} ↔ {self.counter_id}: {self.amount}"
