"""Tax codes: what rate applies, from when, and how it is shown."""

from django.db import models

from nonet.kernel.fields import RateField
from nonet.kernel.guards import audited, no_delete
from nonet.kernel.scoping import CompanyOwned


@audited()
class TaxCode(CompanyOwned):
    """A rate of value-added or sales tax; ``kind`` says how its amount is treated in books and returns."""

    class Kind(models.TextChoices):
        STANDARD = "standard"
        SIMPLIFIED = "simplified"
        ZERO = "zero"
        EXEMPT = "exempt"
        REVERSE_CHARGE = "reverse_charge"

    code = models.SlugField(max_length=20)
    name = models.CharField(max_length=100)
    rate = RateField()
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.STANDARD)
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
