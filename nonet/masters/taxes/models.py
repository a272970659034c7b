"""Tax codes: what rate applies, from when, and how it is shown."""

from django.db import models

from nonet.kernel.fields import RateField
from nonet.kernel.guards import audited, no_delete
from nonet.kernel.scoping import CompanyOwned


@audited()
class TaxCode(CompanyOwned):
    """A rate of value-added or sales tax; ``kind`` says how its amount is treated in books and returns.

    A change of the law is a new code: the former keeps its rate and ends by ``valid_until``.
    """

    class Kind(models.TextChoices):
        STANDARD = "standard"
        SIMPLIFIED = "simplified"
        ZERO = "zero"
        EXEMPT = "exempt"
        REVERSE_CHARGE = "reverse_charge"
        OUT_OF_SCOPE = "out_of_scope"

    class Use(models.TextChoices):
        SALES = "sales"
        PURCHASE = "purchase"
        BOTH = "both"

    code = models.SlugField(max_length=20)
    name = models.CharField(max_length=100)
    rate = RateField()
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.STANDARD)
    use = models.CharField(max_length=10, choices=Use, default=Use.BOTH)
    country = models.CharField(max_length=2, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    recoverable = models.BooleanField(default=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="tax_code_key"),
            models.CheckConstraint(condition=models.Q(rate__gte=0, rate__lt=1), name="tax_rate_share"),
        ]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return self.name
