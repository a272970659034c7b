"""What stock is worth: by item, by layer, move by move, and what was found out later."""

from django.db import models
from django.db.models import F, Q

from nonet.books.money.models.ledger import Entry
from nonet.kernel.fields import AmountField, BareKey, QuantityField, RecordedAtField
from nonet.kernel.guards import append_only, audited, no_delete, state_machine
from nonet.kernel.scoping import BookRow


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
