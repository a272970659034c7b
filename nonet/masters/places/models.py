"""Places: sites down to bins, and the working time of sites and work centres."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from nonet.kernel.guards import audited, no_delete
from nonet.kernel.scoping import CompanyOwned


@audited()
class Calendar(CompanyOwned):
    """Working time: shifts of the week in one time zone, changed by the exceptions of single days.

    ``holidays`` names a country whose public holidays and swapped workdays apply beneath the calendar's own days.
    """

    code = models.SlugField(max_length=30)
    name = models.CharField(max_length=100)
    timezone = models.CharField(max_length=40, default="Asia/Shanghai")
    holidays = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="calendar_code")]

    def __str__(self) -> str:
        return self.name


@audited()
class Shift(CompanyOwned):
    """A span of work on one weekday (0 is Monday); one that ends before it begins runs past midnight."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="shifts")
    name = models.CharField(max_length=40)
    weekday = models.PositiveSmallIntegerField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    break_minutes = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="shift_weekday"),
            models.UniqueConstraint(fields=["calendar", "weekday", "starts_at"], name="shift_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.starts_at:%H:%M}–{self.ends_at:%H:%M}"

    @property
    def minutes(self) -> int:
        """Return the minutes from start to end, breaks included; 24 hours when both are the same."""
        start, end = (each.hour * 60 + each.minute for each in (self.starts_at, self.ends_at))
        return (end - start) % 1440 or 1440


@audited()
class CalendarDay(CompanyOwned):
    """An exception of one day: off, or worked as if it were another weekday (调休)."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="days")
    on = models.DateField()
    name = models.CharField(max_length=60, blank=True)
    is_working = models.BooleanField(default=False)
    works_as_weekday = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["calendar", "on"], name="calendar_day_once"),
            models.CheckConstraint(condition=models.Q(works_as_weekday__lte=6), name="calendar_day_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"


@audited()
class Site(CompanyOwned):
    """A warehouse, shop or plant: what the promise to a customer is made from."""

    code = models.SlugField(max_length=20)
    name = models.CharField(max_length=100)
    calendar = models.ForeignKey(Calendar, models.PROTECT, null=True, blank=True, related_name="+")
    timezone = models.CharField(max_length=40, default="Asia/Shanghai")
    province = models.CharField(max_length=60, blank=True)
    city = models.CharField(max_length=60, blank=True)
    district = models.CharField(max_length=60, blank=True)
    street = models.CharField(max_length=300, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="site_code")]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return self.name


@audited()
class Place(CompanyOwned):
    """A node of a site's tree, or one of the company's four counterparts of stock (supplier, customer,
    production, loss), from and to which goods move."""

    class Kind(models.TextChoices):
        AREA = "area"
        ZONE = "zone"
        AISLE = "aisle"
        RACK = "rack"
        LEVEL = "level"
        BIN = "bin"
        INBOUND = "inbound"
        OUTBOUND = "outbound"
        TRANSIT = "transit"
        SUPPLIER = "supplier"
        CUSTOMER = "customer"
        PRODUCTION = "production"
        LOSS = "loss"

    class Capability(models.TextChoices):
        RECEIVE = "receive"
        PUT_AWAY = "put_away"
        PICK = "pick"
        PACK = "pack"
        SHIP = "ship"
        HOLD = "hold"
        CROSS_DOCK = "cross_dock"
        COUNT = "count"
        PRODUCE = "produce"

    STOCK_KINDS = (Kind.BIN, Kind.INBOUND, Kind.OUTBOUND, Kind.TRANSIT)
    COUNTERPARTS = (Kind.SUPPLIER, Kind.CUSTOMER, Kind.PRODUCTION, Kind.LOSS)

    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="places")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    kind = models.CharField(max_length=12, choices=Kind)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=100, blank=True)
    capabilities = ArrayField(models.CharField(max_length=12, choices=Capability), default=list, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    storage_class = models.CharField(max_length=20, blank=True)
    max_weight_kg = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    max_volume_l = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    max_units = models.PositiveIntegerField(null=True, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "site", "code"], name="place_code", nulls_distinct=False
            ),
        ]
        indexes = [models.Index(fields=["parent"], name="place_parent")]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return self.code


@audited()
class WorkCentre(CompanyOwned):
    """Where work is done: a machine, a line or a team, with its calendar and rate."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="work_centres")
    code = models.SlugField(max_length=30)
    name = models.CharField(max_length=100)
    calendar = models.ForeignKey(Calendar, models.PROTECT, null=True, blank=True, related_name="+")
    capacity = models.PositiveSmallIntegerField(default=1)
    efficiency = models.DecimalField(max_digits=6, decimal_places=4, default=1)
    cost_per_hour = models.DecimalField(max_digits=12, decimal_places=4, default=0)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="work_centre_code")]

    def __str__(self) -> str:
        return self.name
