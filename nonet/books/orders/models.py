"""The promise book: what was agreed with whom, and how far it has been kept, line by line."""

from django.db import models
from django.db.models import F, Q

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

COUNTERS = ["reserved", "released", "shipped", "invoiced", "returned", "cancelled"]


@audited(exclude=["closed_at"])
class Order(BookRow):
    """A promise to deliver, buy, move, make or take back. Only decisions are states; progress is derived."""

    class Kind(models.TextChoices):
        SALES = "sales"
        PURCHASE = "purchase"
        TRANSFER = "transfer"
        PRODUCTION = "production"
        SALES_RETURN = "sales_return"
        PURCHASE_RETURN = "purchase_return"

    class State(models.TextChoices):
        DRAFT = "draft"
        CONFIRMED = "confirmed"
        CANCELLED = "cancelled"

    kind = models.CharField(max_length=16, choices=Kind)
    number = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State, db_default=State.DRAFT, default=State.DRAFT)
    party = BareKey("parties.Party", null=True, blank=True)
    site = BareKey("places.Site")
    to_site = BareKey("places.Site", null=True, blank=True)
    origin = BareKey("self", null=True, blank=True, related_name="successors")
    channel = models.CharField(max_length=30, db_default="", default="", blank=True)
    external_number = models.CharField(max_length=80, db_default="", default="", blank=True)
    ordered_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    currency = CurrencyField()
    payment_term = BareKey("parties.PaymentTerm", null=True, blank=True)
    tax_included = models.BooleanField(db_default=False, default=False)
    net_total = AmountField(db_default=0, default=0)
    tax_total = AmountField(db_default=0, default=0)
    gross_total = AmountField(db_default=0, default=0)
    ship_to = models.JSONField(null=True, blank=True)
    note = models.TextField(db_default="", default="", blank=True)
    reasons = models.JSONField(null=True, blank=True, editable=False)
    created_at = RecordedAtField()
    created_by = BareKey("kernel.User", null=True, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="order_number"),
            models.UniqueConstraint(
                fields=["company", "channel", "external_number"],
                name="order_external_once",
                condition=~Q(external_number=""),
            ),
        ]
        indexes = [
            models.Index(fields=["company", "kind", "-ordered_on", "-id"], name="order_recent"),
            models.Index(fields=["party", "-id"], name="order_of_party"),
            # The few that are not where nearly all come to stand: lists find and count them without reading the others.
            models.Index(
                fields=["company", "kind", "state", "-ordered_on", "-id"],
                name="order_by_state",
                condition=~Q(state="confirmed"),
            ),
            models.Index(
                fields=["company", "external_number"],
                name="order_external_number",
                condition=~Q(external_number=""),
            ),
            models.Index(
                fields=["party", "kind"],
                name="order_open",
                condition=Q(state="confirmed", closed_at__isnull=True),
            ),
            models.Index(fields=["origin"], name="order_origin", condition=Q(origin__isnull=False)),
        ]
        triggers = [
            no_delete(),
            *state_machine(
                {"draft": ["confirmed", "cancelled"], "confirmed": ["cancelled"]},
                initial=["draft"],
                at_once=["confirmed"],
            ),
        ]

    def __str__(self) -> str:
        return self.number


@audited(exclude=COUNTERS)
class OrderLine(BookRow):
    """A quantity of one item in its base unit, and its counters. What the user typed is kept beside it.

    ``shipped`` counts what was handed over, whichever way the goods went; ``released`` what stands in
    deliveries, shipped ones included.
    """

    order = BareKey(Order, related_name="lines")
    position = models.IntegerField()
    role = models.CharField(max_length=10, db_default="item", default="item")
    item = BareKey("items.Item")
    description = models.CharField(max_length=300, db_default="", default="", blank=True)
    quantity = QuantityField()
    unit = BareKey("kernel.Unit")
    entered_quantity = QuantityField(null=True, blank=True)
    entered_unit = BareKey("kernel.Unit", null=True, blank=True)
    price = PriceField(db_default=0, default=0)
    discount = RateField(db_default=0, default=0)
    tax_code = BareKey("taxes.TaxCode", null=True, blank=True)
    tax_rate = RateField(db_default=0, default=0)
    net_amount = AmountField(db_default=0, default=0)
    tax_amount = AmountField(db_default=0, default=0)
    due_on = models.DateField(null=True, blank=True)
    origin_line = BareKey("self", null=True, blank=True)
    price_reason = models.CharField(max_length=120, db_default="", default="", blank=True, editable=False)
    reserved = QuantityField(db_default=0, default=0, editable=False)
    released = QuantityField(db_default=0, default=0, editable=False)
    shipped = QuantityField(db_default=0, default=0, editable=False)
    invoiced = QuantityField(db_default=0, default=0, editable=False)
    returned = QuantityField(db_default=0, default=0, editable=False)
    cancelled = QuantityField(db_default=0, default=0, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="order_line_quantity"),
            models.CheckConstraint(
                condition=Q(
                    reserved__gte=0,
                    released__gte=0,
                    shipped__gte=0,
                    invoiced__gte=0,
                    returned__gte=0,
                    cancelled__gte=0,
                ),
                name="order_line_counters",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=F("shipped") + F("cancelled") + F("reserved")),
                name="order_line_not_over",
            ),
            models.CheckConstraint(condition=Q(quantity__gte=F("invoiced")), name="order_line_invoiced"),
            models.CheckConstraint(condition=Q(shipped__gte=F("returned")), name="order_line_returned"),
        ]
        indexes = [
            models.Index(fields=["order", "position"], name="order_line_order"),
            models.Index(fields=["item"], name="order_line_item"),
            models.Index(
                fields=["origin_line"], name="order_line_origin", condition=Q(origin_line__isnull=False)
            ),
        ]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.item_id}"


class OrderChange(BookRow):
    """A change to a confirmed order: what, from, to, and why."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="changes")
    line = models.ForeignKey(OrderLine, models.PROTECT, null=True, related_name="+")
    field = models.CharField(max_length=30)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    changed_at = RecordedAtField()
    changed_by = BareKey("kernel.User", null=True)

    class Meta:
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.field}: {self.before} → {self.after}"


@audited()
class Delivery(BookRow):
    """Goods owed from one site to one place: many order lines merge into one, one order may split over many."""

    class State(models.TextChoices):
        RELEASED = "released"
        PICKED = "picked"
        SHIPPED = "shipped"
        CANCELLED = "cancelled"

    number = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State, db_default=State.RELEASED, default=State.RELEASED)
    party = BareKey("parties.Party", null=True, blank=True)
    site = BareKey("places.Site")
    planned_on = models.DateField()
    shipped_on = models.DateField(null=True, blank=True)
    ship_to = models.JSONField(null=True, blank=True)
    carrier = BareKey("parties.Party", null=True, blank=True)
    waybill_number = models.CharField(max_length=60, db_default="", default="", blank=True)
    reasons = models.JSONField(null=True, blank=True, editable=False)
    created_at = RecordedAtField()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(fields=["company", "number"], name="delivery_number")]
        indexes = [
            models.Index(
                fields=["company", "site", "planned_on"],
                name="delivery_open",
                condition=Q(state__in=["released", "picked"]),
            ),
            models.Index(fields=["party", "-id"], name="delivery_of_party"),
            models.Index(
                fields=["company", "state", "-id"], name="delivery_by_state", condition=~Q(state="shipped")
            ),
            models.Index(
                fields=["company", "waybill_number"], name="delivery_waybill", condition=~Q(waybill_number="")
            ),
        ]
        triggers = [
            no_delete(),
            *state_machine(
                {
                    "released": ["picked", "shipped", "cancelled"],
                    "picked": ["shipped", "released", "cancelled"],
                },
                initial=["released"],
                at_once=["shipped"],
            ),
        ]

    def __str__(self) -> str:
        return self.number


class DeliveryLine(BookRow):
    """A quantity of one order line in one delivery; ``picked`` stands in the outbound place."""

    delivery = BareKey(Delivery, related_name="lines")
    order_line = BareKey(OrderLine, related_name="delivery_lines")
    item = BareKey("items.Item")
    quantity = QuantityField()
    picked = QuantityField(db_default=0, default=0, editable=False)
    shipped = QuantityField(db_default=0, default=0, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    quantity__gt=0, quantity__gte=F("picked"), picked__gte=F("shipped"), shipped__gte=0
                ),
                name="delivery_line_order",
            )
        ]
        indexes = [
            models.Index(fields=["delivery"], name="delivery_line_delivery"),
            models.Index(fields=["order_line"], name="delivery_line_order_line"),
        ]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.item_id}"


@audited()
class Receipt(BookRow):
    """Goods taken in: from a supplier, back from a customer, from another site or from the shop floor."""

    class State(models.TextChoices):
        DRAFT = "draft"
        POSTED = "posted"
        CANCELLED = "cancelled"

    number = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State, db_default=State.DRAFT, default=State.DRAFT)
    party = BareKey("parties.Party", null=True, blank=True)
    site = BareKey("places.Site")
    received_on = models.DateField()
    party_reference = models.CharField(max_length=60, db_default="", default="", blank=True)
    note = models.TextField(db_default="", default="", blank=True)
    created_at = RecordedAtField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "number"], name="receipt_number")]
        indexes = [
            models.Index(fields=["company", "-received_on", "-id"], name="receipt_recent"),
            models.Index(fields=["party", "-id"], name="receipt_of_party"),
            models.Index(
                fields=["company", "state", "-id"], name="receipt_by_state", condition=~Q(state="posted")
            ),
            models.Index(
                fields=["company", "party_reference"],
                name="receipt_party_reference",
                condition=~Q(party_reference=""),
            ),
        ]
        triggers = [
            no_delete(),
            *state_machine({"draft": ["posted", "cancelled"]}, initial=["draft"]),
        ]

    def __str__(self) -> str:
        return self.number


class ReceiptLine(BookRow):
    """A quantity received against one order line, with its lot, its status and the place it was put."""

    receipt = BareKey(Receipt, related_name="lines")
    order_line = BareKey(OrderLine, related_name="receipt_lines")
    item = BareKey("items.Item")
    quantity = QuantityField()
    invoiced = QuantityField(db_default=0, default=0, editable=False)
    status = models.CharField(max_length=12, db_default="available", default="available")
    lot_code = models.CharField(max_length=60, db_default="", default="", blank=True)
    expires_on = models.DateField(null=True, blank=True)
    place = BareKey("places.Place", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0, invoiced__gte=0, quantity__gte=F("invoiced")),
                name="receipt_line_quantity",
            )
        ]
        indexes = [
            models.Index(fields=["receipt"], name="receipt_line_receipt"),
            models.Index(fields=["order_line"], name="receipt_line_order_line"),
        ]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.item_id}"
