"""Price lists: what an item costs whom, from which quantity, between which days."""

from django.db import models

from nonet.kernel.fields import CurrencyField, PriceField, QuantityField, RateField
from nonet.kernel.guards import audited
from nonet.kernel.scoping import CompanyOwned


@audited()
class PriceList(CompanyOwned):
    """Prices in one currency for selling or buying; the default one applies to who has none of their own."""

    class Kind(models.TextChoices):
        SALES = "sales"
        PURCHASE = "purchase"

    code = models.SlugField(max_length=30)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.SALES)
    currency = CurrencyField()
    tax_included = models.BooleanField(default=False)
    is_default = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="price_list_code"),
            models.UniqueConstraint(
                fields=["company", "kind", "currency"],
                name="price_list_one_default",
                condition=models.Q(is_default=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@audited()
class Price(CompanyOwned):
    """The price of one unit of an item in a list, from a quantity on, within dates."""

    price_list = models.ForeignKey(PriceList, models.CASCADE, related_name="prices")
    item = models.ForeignKey("items.Item", models.PROTECT, related_name="+")
    from_quantity = QuantityField(default=0)
    price = PriceField()
    discount = RateField(default=0)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["price_list", "item", "from_quantity", "valid_from"], name="price_key"
            ),
            models.CheckConstraint(condition=models.Q(price__gte=0), name="price_not_negative"),
            models.CheckConstraint(
                condition=models.Q(discount__gte=0, discount__lte=1), name="price_discount_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.price.normalize():f}"


@audited()
class PartyPriceList(CompanyOwned):
    """A party's own price list; the lowest priority number is looked at first."""

    party = models.ForeignKey("parties.Party", models.CASCADE, related_name="price_lists")
    price_list = models.ForeignKey(PriceList, models.CASCADE, related_name="parties")
    priority = models.PositiveSmallIntegerField(default=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["party", "price_list"], name="party_price_list_once")]

    def __str__(self) -> str:
        return f"{self.party} · {self.price_list}"
