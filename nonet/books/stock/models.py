"""The quantity book: every move of goods, what therefore lies where, and what of it is promised."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from nonet.kernel.fields import BareKey, QuantityField, RecordedAtField
from nonet.kernel.guards import append_only, audited, no_delete, state_machine
from nonet.kernel.scoping import BookRow, CompanyOwned


def _serial_once() -> pgtrigger.Trigger:
    """Refuse a serial number in stock twice. Goods without a lot pay nothing for it.

    The lot's row is locked, so that two receipts of one number at once are seen by each other.
    """
    return pgtrigger.Trigger(
        name="serial_once",
        level=pgtrigger.Row,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("on_hand"),
        condition=pgtrigger.Condition("NEW.lot_id IS NOT NULL AND NEW.on_hand > 0"),
        declare=[("code", "text")],
        func="""
            SELECT l.code INTO code FROM stock_lot l WHERE l.id = NEW.lot_id AND l.is_serial FOR NO KEY UPDATE;
            IF FOUND AND (SELECT sum(b.on_hand) FROM stock_balance b WHERE b.lot_id = NEW.lot_id) > 1 THEN
                RAISE EXCEPTION 'nonet.serial_twice: %', code USING ERRCODE = '23514';
            END IF;
            RETURN NULL;
        """,
    )


def _period_open() -> pgtrigger.Trigger:
    """Refuse moves dated on or before the day until which the company's stock period is closed."""
    return pgtrigger.Trigger(
        name="period_open",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="new_rows"),
        declare=[("closed_day", "date")],
        func="""
            SELECT n.moved_on INTO closed_day FROM (SELECT DISTINCT company_id, moved_on FROM new_rows) n
                JOIN stock_stockperiod p ON p.company_id = n.company_id AND n.moved_on <= p.closed_until LIMIT 1;
            IF closed_day IS NOT NULL THEN
                RAISE EXCEPTION 'nonet.period_closed: %', closed_day USING ERRCODE = '23514';
            END IF;
            RETURN NULL;
        """,
    )


class Status(models.TextChoices):
    """What may be done with goods; only available ones can be promised."""

    AVAILABLE = "available"
    QUALITY_HOLD = "quality_hold"
    QUARANTINE = "quarantine"
    DAMAGED = "damaged"
    RECALLED = "recalled"


@audited()
class Lot(CompanyOwned):
    """A batch of an item, or one serial number of it, with its dates."""

    item = models.ForeignKey("items.Item", models.PROTECT, related_name="lots")
    code = models.CharField(max_length=60)
    is_serial = models.BooleanField(default=False)
    made_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    supplier = models.ForeignKey("parties.Party", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "code"], name="lot_code")]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return self.code


@audited()
class HandlingUnit(CompanyOwned):
    """A pallet, carton or tote that moves as one, by its SSCC; units nest."""

    sscc = models.CharField(max_length=18)
    kind = models.CharField(max_length=20, default="carton")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", db_index=False
    )
    place = models.ForeignKey("places.Place", models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "sscc"], name="handling_unit_sscc")]
        indexes = [
            models.Index(fields=["parent"], name="handling_unit_parent", condition=Q(parent__isnull=False)),
        ]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return self.sscc


class Balance(BookRow):
    """What lies in one place: of an item, a lot, a handling unit, in one status, for one owner (empty: ours).

    ``allocated`` is spoken for by picks. The database refuses to let it exceed what is there.
    """

    item = models.ForeignKey("items.Item", models.PROTECT, related_name="+", db_index=False)
    place = BareKey("places.Place")
    lot = BareKey(Lot, null=True)
    handling_unit = BareKey(HandlingUnit, null=True)
    status = models.CharField(
        max_length=12, choices=Status, db_default=Status.AVAILABLE, default=Status.AVAILABLE
    )
    owner = BareKey("parties.Party", null=True)
    on_hand = QuantityField(db_default=0, default=0)
    allocated = QuantityField(db_default=0, default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "place", "lot", "handling_unit", "status", "owner"],
                name="balance_key",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(allocated__gte=0, allocated__lte=F("on_hand")), name="balance_not_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["place"], name="balance_place"),
            models.Index(fields=["lot"], name="balance_lot", condition=Q(lot__isnull=False)),
            models.Index(
                fields=["handling_unit"],
                name="balance_handling_unit",
                condition=Q(handling_unit__isnull=False),
            ),
        ]
        triggers = [_serial_once()]

    def __str__(self) -> str:
        return f"{self.item_id} @ {self.place_id}: {self.on_hand}"


class SiteStock(BookRow):
    """What a site can promise of an item: available goods of our own, and how much of them is reserved.

    Reserving is one guarded update of this row; that is why oversell is impossible.
    """

    item = models.ForeignKey("items.Item", models.PROTECT, related_name="+", db_index=False)
    site = BareKey("places.Site")
    on_hand = QuantityField(db_default=0, default=0)
    reserved = QuantityField(db_default=0, default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "site"], name="site_stock_key"),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, reserved__lte=F("on_hand")), name="site_stock_no_oversell"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} @ {self.site_id}: {self.on_hand} − {self.reserved}"


class Reservation(BookRow):
    """Stock of a site promised to an order line; ``quantity`` is what is still held.

    Whoever changes a reservation holds the lock of its site stock; ``reason`` says why it ended.
    """

    class State(models.TextChoices):
        ACTIVE = "active"
        CONSUMED = "consumed"
        RELEASED = "released"
        EXPIRED = "expired"

    order_line = BareKey("orders.OrderLine")
    item = BareKey("items.Item")
    site = BareKey("places.Site")
    quantity = QuantityField()
    state = models.CharField(max_length=10, choices=State, db_default=State.ACTIVE, default=State.ACTIVE)
    expires_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, db_default="", default="", blank=True)
    created_at = RecordedAtField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(quantity__gte=0), name="reservation_quantity")]
        indexes = [
            models.Index(fields=["item", "site"], name="reservation_active", condition=Q(state="active")),
            models.Index(fields=["order_line"], name="reservation_order_line"),
            models.Index(
                fields=["expires_at"],
                name="reservation_expiry",
                condition=Q(state="active", expires_at__isnull=False),
            ),
        ]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.item_id} {self.state}"


@audited()
class Adjustment(BookRow):
    """Stock changed for a reason of its own: found, lost, scrapped, moved by hand, put into another status.

    Between sites goods go in two steps: one adjustment ships them into transit for ``to_site``, another, whose
    ``origin`` is the first, receives them.
    """

    class Kind(models.TextChoices):
        FOUND = "found"
        LOST = "lost"
        SCRAP = "scrap"
        MOVE = "move"
        STATUS = "status"
        OPENING = "opening"
        SHIP = "ship"
        RECEIVE = "receive"

    number = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=Kind)
    adjusted_on = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    origin = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="receipts", db_index=False
    )
    to_site = BareKey("places.Site", null=True, blank=True)
    created_at = RecordedAtField()
    created_by = BareKey("kernel.User", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "number"], name="adjustment_number")]
        indexes = [
            models.Index(fields=["company", "-adjusted_on", "-id"], name="adjustment_recent"),
            models.Index(fields=["origin"], name="adjustment_origin", condition=Q(origin__isnull=False)),
        ]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return self.number


@audited()
class Count(BookRow):
    """A count of some places: frozen book quantities, counted ones, and the differences posted.

    ``selection`` keeps what was asked to be counted (places, items, ABC class).
    """

    class State(models.TextChoices):
        COUNTING = "counting"
        COUNTED = "counted"
        POSTED = "posted"
        CANCELLED = "cancelled"

    number = models.CharField(max_length=40)
    site = models.ForeignKey("places.Site", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.COUNTING, db_default=State.COUNTING)
    counted_on = models.DateField()
    is_blind = models.BooleanField(default=True, db_default=True)
    selection = models.JSONField(null=True, blank=True, editable=False)
    created_at = RecordedAtField()
    created_by = BareKey("kernel.User", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "number"], name="count_number")]
        indexes = [models.Index(fields=["company", "-counted_on", "-id"], name="count_recent")]
        triggers = [
            no_delete(),
            *state_machine(
                {"counting": ["counted", "cancelled"], "counted": ["counting", "posted", "cancelled"]},
                initial=["counting"],
            ),
        ]

    def __str__(self) -> str:
        return self.number


@audited()
class CountLine(BookRow):
    """One balance counted; ``book_quantity`` is what the book said when the count was entered.

    The difference of the two is what was found or lost, whatever has moved since. ``recounts`` says how often
    the line was counted anew; former counts are in its history.
    """

    count = models.ForeignKey(Count, models.PROTECT, related_name="lines")
    item = models.ForeignKey("items.Item", models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, blank=True, related_name="+")
    handling_unit = models.ForeignKey(HandlingUnit, models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(max_length=12, choices=Status, default=Status.AVAILABLE)
    owner = BareKey("parties.Party", null=True, blank=True)
    book_quantity = QuantityField()
    counted_quantity = QuantityField(null=True, blank=True)
    entered_at = models.DateTimeField(null=True, blank=True, editable=False)
    entered_by = BareKey("kernel.User", null=True, blank=True, editable=False)
    recounts = models.PositiveSmallIntegerField(db_default=0, default=0, editable=False)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(counted_quantity__gte=0), name="count_line_quantity"),
            models.UniqueConstraint(
                fields=["count", "item", "place", "lot", "handling_unit", "status", "owner"],
                name="count_line_once",
                nulls_distinct=False,
            ),
        ]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return f"{self.item_id} @ {self.place_id}"


class Move(BookRow):
    """Goods went from one place to another. Posted once, never edited; a correction is a move back.

    ``direction`` is +1 into our stock, −1 out of it, 0 within it.
    """

    CODES = ("reason",)

    item = BareKey("items.Item")
    quantity = QuantityField()
    direction = models.SmallIntegerField()
    from_place = BareKey("places.Place")
    to_place = BareKey("places.Place")
    from_status = models.CharField(
        max_length=12, choices=Status, db_default=Status.AVAILABLE, default=Status.AVAILABLE
    )
    to_status = models.CharField(
        max_length=12, choices=Status, db_default=Status.AVAILABLE, default=Status.AVAILABLE
    )
    lot = BareKey(Lot, null=True)
    from_handling_unit = BareKey(HandlingUnit, null=True)
    to_handling_unit = BareKey(HandlingUnit, null=True)
    owner = BareKey("parties.Party", null=True)
    moved_on = models.DateField()
    recorded_at = RecordedAtField()
    reason = models.CharField(max_length=20)
    delivery_line = BareKey("orders.DeliveryLine", null=True)
    receipt_line = BareKey("orders.ReceiptLine", null=True)
    adjustment = BareKey(Adjustment, null=True)
    count_line = BareKey(CountLine, null=True)
    reverses = BareKey("self", null=True)
    user = BareKey("kernel.User", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="move_quantity"),
            models.CheckConstraint(condition=Q(direction__in=[-1, 0, 1]), name="move_direction"),
        ]
        indexes = [
            models.Index(fields=["item", "moved_on"], name="move_item"),
            models.Index(fields=["lot"], name="move_lot", condition=Q(lot__isnull=False)),
            models.Index(
                fields=["delivery_line"], name="move_delivery_line", condition=Q(delivery_line__isnull=False)
            ),
            models.Index(
                fields=["receipt_line"], name="move_receipt_line", condition=Q(receipt_line__isnull=False)
            ),
            models.Index(
                fields=["adjustment"], name="move_adjustment", condition=Q(adjustment__isnull=False)
            ),
            models.Index(
                fields=["count_line"], name="move_count_line", condition=Q(count_line__isnull=False)
            ),
            models.Index(fields=["reverses"], name="move_reverses", condition=Q(reverses__isnull=False)),
        ]
        triggers = [
            append_only(),
            _period_open(),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.item_id}: {self.from_place_id} → {self.to_place_id}"


@audited()
class StockPeriod(CompanyOwned):
    """Up to this day the quantity book is closed: the database refuses moves dated on or before it."""

    closed_until = models.DateField()
    closed_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company"], name="stock_period_one")]

    def __str__(self) -> str:
        return str(self.closed_until)
