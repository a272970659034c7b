"""The value book: accounts, entries, what is owed, invoices and payments, and what stock is worth."""

from django.db import models
from django.db.models import F, Q

from nonet.books.money.guards import entries_balance, period_open
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
from nonet.kernel.scoping import BookRow, CompanyOwned


@audited()
class Account(CompanyOwned):
    """A line of the chart of accounts; only leaves are posted to."""

    class Type(models.TextChoices):
        ASSET = "asset"
        LIABILITY = "liability"
        COMMON = "common"
        EQUITY = "equity"
        COST = "cost"
        INCOME = "income"
        EXPENSE = "expense"

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    names = models.JSONField(default=dict)
    type = models.CharField(max_length=10, choices=Type)
    is_debit = models.BooleanField()
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    control = models.CharField(max_length=20, blank=True)
    is_cash = models.BooleanField(default=False)
    currency = CurrencyField(blank=True)
    is_leaf = models.BooleanField(default=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="account_code")]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


@audited()
class AccountRole(CompanyOwned):
    """Which account plays a role in posting, from a day on; narrower rows (a category, a tax code) win."""

    role = models.CharField(max_length=40)
    account = models.ForeignKey(Account, models.PROTECT, related_name="roles")
    category = models.ForeignKey(
        "items.ItemCategory", models.PROTECT, null=True, blank=True, related_name="+"
    )
    tax_code = models.ForeignKey("taxes.TaxCode", models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "role", "category", "tax_code", "valid_from"],
                name="account_role_key",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} → {self.account}"


@audited()
class PostingRule(CompanyOwned):
    """One line of the entry that an event makes, from a day on: which side, which role, which amount."""

    event = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    is_debit = models.BooleanField()
    role = models.CharField(max_length=40)
    amount_key = models.CharField(max_length=30)
    with_party = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "event", "position", "valid_from"], name="posting_rule_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.position}: {self.role}"


@audited()
class FiscalPeriod(CompanyOwned):
    """A month of the books; once closed the database refuses entries dated in it."""

    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"

    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "year", "number"], name="fiscal_period_key"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="fiscal_period_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02d}"


@audited()
class ExchangeRate(CompanyOwned):
    """What one unit of a foreign currency is worth in the company's own, from a day on."""

    currency = CurrencyField()
    on = models.DateField()
    rate = models.DecimalField(max_digits=18, decimal_places=8)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "currency", "on"], name="exchange_rate_key"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="exchange_rate_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.on} {self.rate}"


class Entry(BookRow):
    """A journal entry: balanced when it is written, never edited; ``reverses`` points to what it takes back."""

    posted_on = models.DateField()
    event = models.CharField(max_length=40)
    source = models.CharField(max_length=20)
    source_id = models.BigIntegerField(null=True)
    description = models.CharField(max_length=300, db_default="", default="")
    reverses = BareKey("self", null=True)
    recorded_at = RecordedAtField()
    user = BareKey("kernel.User", null=True)

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["company", "posted_on", "id"], name="entry_posted_on"),
            models.Index(fields=["source", "source_id"], name="entry_source"),
            models.Index(fields=["reverses"], name="entry_reverses", condition=Q(reverses__isnull=False)),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.posted_on} {self.description}"


class EntryLine(BookRow):
    """One side of an entry in the company's currency; foreign money stands beside it."""

    entry = BareKey(Entry, related_name="lines")
    account = BareKey(Account, related_name="lines")
    posted_on = models.DateField()
    debit = AmountField(db_default=0, default=0)
    credit = AmountField(db_default=0, default=0)
    party = BareKey("parties.Party", null=True)
    currency = CurrencyField(null=True)
    currency_amount = AmountField(null=True)
    cash_flow = models.CharField(max_length=20, null=True)
    description = models.CharField(max_length=200, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(debit=0) | Q(credit=0), name="entry_line_one_side"),
        ]
        indexes = [
            models.Index(fields=["entry"], name="entry_line_entry"),
            models.Index(fields=["account", "posted_on"], name="entry_line_account"),
            models.Index(
                fields=["party", "account"], name="entry_line_party", condition=Q(party__isnull=False)
            ),
        ]
        triggers = [
            append_only(),
            entries_balance(),
            period_open(),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.debit} {self.credit}"


class Voucher(BookRow):
    """The legal number (凭证字号) of an entry: gapless within its word and period, given after posting."""

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="voucher")
    period = models.ForeignKey(FiscalPeriod, models.PROTECT, related_name="+")
    word = models.CharField(max_length=4, default="记")
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["period", "word", "number"], name="voucher_number")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.word}-{self.number}"


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
    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="+", db_index=False)
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
        ]
        triggers = [no_delete(), *state_machine({"draft": ["posted", "cancelled"]}, initial=["draft"])]

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
        indexes = [models.Index(fields=["party", "-id"], name="payment_of_party")]
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


class ItemCost(BookRow):
    """What a company's whole stock of an item is worth: quantity and value; its average follows.

    The row is the lock under which the item is valued. ``last_issue_on`` is the latest business date of an
    issue: a receipt dated before it came late, and what was issued since is corrected.
    """

    item = models.ForeignKey("items.Item", models.PROTECT, related_name="+", db_index=False)
    quantity = QuantityField(db_default=0, default=0)
    value = AmountField(db_default=0, default=0)
    last_issue_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item"], name="item_cost_key"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="item_cost_quantity"),
            models.CheckConstraint(condition=~Q(quantity=0) | Q(value=0), name="item_cost_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.quantity} = {self.value}"


class CostLayer(BookRow):
    """One receipt's goods that are still here, at their own cost (FIFO)."""

    item = BareKey("items.Item")
    move = BareKey("stock.Move")
    received_on = models.DateField()
    quantity = QuantityField()
    remaining = QuantityField()
    value = AmountField()
    remaining_value = AmountField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(remaining__gte=0, remaining__lte=F("quantity")), name="cost_layer_remaining"
            )
        ]
        indexes = [
            models.Index(
                fields=["item", "received_on", "id"], name="cost_layer_open", condition=Q(remaining__gt=0)
            ),
            models.Index(fields=["move"], name="cost_layer_move"),
        ]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.remaining} of {self.quantity}"


class ValueEntry(BookRow):
    """What a move was worth, or what was later found out about it. Both signed: in is positive.

    ``valued_on`` is the business date, ``recorded_at`` when it was known: value at a date as known at a date
    is a sum over these rows. ``booked`` is what was booked against the supplier when that is not the value
    itself: at standard cost, and when goods go back to the supplier.
    """

    class Kind(models.TextChoices):
        RECEIPT = "receipt"
        ISSUE = "issue"
        CORRECTION = "correction"
        LANDED_COST = "landed_cost"
        REVALUATION = "revaluation"

    item = BareKey("items.Item")
    move = BareKey("stock.Move", null=True)
    kind = models.CharField(max_length=12, choices=Kind)
    quantity = QuantityField(db_default=0, default=0)
    value = AmountField()
    booked = AmountField(null=True)
    valued_on = models.DateField()
    recorded_at = RecordedAtField()
    entry = BareKey(Entry, null=True)
    layer = BareKey(CostLayer, null=True)
    corrects = BareKey("self", null=True)
    reason = models.CharField(max_length=120, null=True)

    class Meta:
        verbose_name_plural = "value entries"
        indexes = [
            models.Index(fields=["item", "valued_on"], name="value_entry_item"),
            models.Index(fields=["move"], name="value_entry_move"),
            models.Index(
                fields=["corrects"], name="value_entry_corrects", condition=Q(corrects__isnull=False)
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.item_id} {self.quantity} = {self.value}"


@audited()
class LandedCost(BookRow):
    """Freight, duty or insurance of receipts, known later than the goods; spread over them when posted."""

    class Method(models.TextChoices):
        VALUE = "value"
        QUANTITY = "quantity"
        WEIGHT = "weight"

    class State(models.TextChoices):
        DRAFT = "draft"
        POSTED = "posted"
        CANCELLED = "cancelled"

    number = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State, db_default=State.DRAFT, default=State.DRAFT)
    party = models.ForeignKey("parties.Party", models.PROTECT, null=True, blank=True, related_name="+")
    posted_on = models.DateField()
    amount = AmountField()
    method = models.CharField(max_length=10, choices=Method, default=Method.VALUE)
    description = models.CharField(max_length=200, blank=True)
    receipts = models.ManyToManyField("orders.Receipt", related_name="+")
    created_at = RecordedAtField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="landed_cost_number"),
            models.CheckConstraint(condition=~Q(amount=0), name="landed_cost_amount"),
        ]
        triggers = [no_delete(), *state_machine({"draft": ["posted", "cancelled"]}, initial=["draft"])]

    def __str__(self) -> str:
        return self.number
