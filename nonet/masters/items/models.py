"""Items: what is bought, made, kept and sold; their units, codes, variants and kits."""

from django.db import models

from nonet.kernel.fields import PriceField, QuantityField, RecordedAtField
from nonet.kernel.guards import audited, no_delete
from nonet.kernel.scoping import CompanyOwned


@audited()
class ItemCategory(CompanyOwned):
    """A branch of the item tree; posting rules and put-away rules may hang on it."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    code = models.SlugField(max_length=30)
    name = models.CharField(max_length=100)

    class Meta:
        verbose_name_plural = "item categories"
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="item_category_code")]

    def __str__(self) -> str:
        return self.name


@audited()
class Brand(CompanyOwned):
    """A maker's or house's mark under which items are sold."""

    code = models.SlugField(max_length=30)
    name = models.CharField(max_length=100)
    country = models.CharField(max_length=2, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="brand_code")]

    def __str__(self) -> str:
        return self.name


@audited()
class Attribute(CompanyOwned):
    """A property in which variants differ (colour, size); ``values`` lists ``{"code", "name"}`` in order."""

    code = models.SlugField(max_length=30)
    name = models.CharField(max_length=60)
    values = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="attribute_code")]

    def __str__(self) -> str:
        return self.name


@audited()
class Item(CompanyOwned):
    """A stock item, a service or a kit. A template has variants and is not itself traded.

    ``attributes`` gives a variant one value code for each attribute, and a template the list of those it comes in.
    """

    class Kind(models.TextChoices):
        STOCK = "stock"
        SERVICE = "service"
        KIT = "kit"
        TEMPLATE = "template"

    class Tracking(models.TextChoices):
        NONE = "none"
        LOT = "lot"
        SERIAL = "serial"

    class Costing(models.TextChoices):
        AVERAGE = "average"
        FIFO = "fifo"
        STANDARD = "standard"

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    pinyin = models.CharField(max_length=60, blank=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.STOCK)
    category = models.ForeignKey(ItemCategory, models.PROTECT, null=True, blank=True, related_name="items")
    brand = models.ForeignKey(Brand, models.PROTECT, null=True, blank=True, related_name="items")
    template = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="variants")
    attributes = models.JSONField(default=dict, blank=True)
    unit = models.ForeignKey("kernel.Unit", models.PROTECT, default="PCE", related_name="+")
    gtin = models.CharField(max_length=14, blank=True)
    tracking = models.CharField(max_length=8, choices=Tracking, default=Tracking.NONE)
    shelf_life_days = models.PositiveIntegerField(null=True, blank=True)
    minimum_remaining_days = models.PositiveIntegerField(default=0)
    weight_kg = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    length_cm = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    width_cm = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    height_cm = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    storage_class = models.CharField(max_length=20, blank=True)
    costing = models.CharField(max_length=10, choices=Costing, default=Costing.AVERAGE)
    standard_cost = PriceField(null=True, blank=True)
    sales_tax = models.ForeignKey("taxes.TaxCode", models.PROTECT, null=True, blank=True, related_name="+")
    purchase_tax = models.ForeignKey("taxes.TaxCode", models.PROTECT, null=True, blank=True, related_name="+")
    is_sold = models.BooleanField(default=True)
    is_purchased = models.BooleanField(default=True)
    active = models.BooleanField(default=True)
    created_at = RecordedAtField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="item_code"),
            models.UniqueConstraint(
                fields=["company", "gtin"], name="item_gtin", condition=~models.Q(gtin="")
            ),
            models.CheckConstraint(condition=models.Q(standard_cost__gte=0), name="item_standard_cost"),
        ]
        indexes = [models.Index(fields=["company", "name"], name="item_name")]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


@audited()
class ItemUnit(CompanyOwned):
    """Another unit of an item: one of it holds ``factor`` of the base unit; its carton may have its own GTIN."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="units")
    unit = models.ForeignKey("kernel.Unit", models.PROTECT, related_name="+")
    factor = QuantityField()
    gtin = models.CharField(max_length=14, blank=True)
    weight_kg = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    length_cm = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    width_cm = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    height_cm = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "unit"], name="item_unit_once"),
            models.CheckConstraint(condition=models.Q(factor__gt=0), name="item_unit_factor"),
            models.UniqueConstraint(
                fields=["company", "gtin"], name="item_unit_gtin", condition=~models.Q(gtin="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} × {self.factor.normalize():f}"


@audited()
class ItemCode(CompanyOwned):
    """Another code by which an item is known: a customer's, a supplier's, a marketplace's, an old one."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="codes")
    code = models.CharField(max_length=60)
    issuer = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "issuer", "code"], name="item_code_of_issuer")
        ]
        indexes = [models.Index(fields=["company", "code"], name="item_code_any_issuer")]

    def __str__(self) -> str:
        return self.code


@audited()
class KitComponent(CompanyOwned):
    """What is taken from stock when a kit is sold."""

    kit = models.ForeignKey(Item, models.CASCADE, related_name="components")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    quantity = QuantityField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kit", "item"], name="kit_component_once"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="kit_component_quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.item}"
