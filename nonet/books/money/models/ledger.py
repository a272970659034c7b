"""The ledger: accounts, the rules by which events post to them, months, entries and their legal numbers."""

from django.db import models
from django.db.models import F, Q

from nonet.books.money.guards import entries_balance, period_open
from nonet.kernel.fields import AmountField, BareKey, CurrencyField, RecordedAtField
from nonet.kernel.guards import append_only, audited, no_delete
from nonet.kernel.scoping import BookRow, CompanyOwned


@audited()
class Account(CompanyOwned):
    """A line of the chart of accounts; only leaves are posted to."""

    CODES = ("control",)

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

    CODES = ("role",)

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

    CODES = ("event", "role", "amount_key")

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

    CODES = ("event", "source")

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
