"""Parties: the people and firms a company deals with, each once, whatever roles it plays."""

from django.db import models

from nonet.kernel.fields import AmountField, CurrencyField, RecordedAtField
from nonet.kernel.guards import audited, no_delete
from nonet.kernel.scoping import CompanyOwned


@audited()
class PaymentTerm(CompanyOwned):
    """When an invoice falls due: months and days after its date or the end of its month, on an agreed day."""

    code = models.SlugField(max_length=20)
    name = models.CharField(max_length=100)
    days = models.PositiveSmallIntegerField(default=0)
    months = models.PositiveSmallIntegerField(default=0)
    from_month_end = models.BooleanField(default=False)
    day_of_month = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="payment_term_code"),
            models.CheckConstraint(
                condition=models.Q(day_of_month__gte=1, day_of_month__lte=31), name="payment_term_day"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@audited()
class Party(CompanyOwned):
    """A customer, supplier, carrier or employee; one row may be several of them at once."""

    class Kind(models.TextChoices):
        ORGANISATION = "organisation"
        PERSON = "person"

    code = models.CharField(max_length=30)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60, blank=True)
    pinyin = models.CharField(max_length=60, blank=True, editable=False)
    name_key = models.CharField(max_length=200, blank=True, editable=False)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.ORGANISATION)
    is_customer = models.BooleanField(default=False)
    is_supplier = models.BooleanField(default=False)
    is_carrier = models.BooleanField(default=False)
    is_employee = models.BooleanField(default=False)
    country = models.CharField(max_length=2, default="CN")
    tax_number = models.CharField(max_length=30, blank=True)
    currency = CurrencyField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    payment_term = models.ForeignKey(PaymentTerm, models.PROTECT, null=True, blank=True, related_name="+")
    credit_limit = AmountField(null=True, blank=True)
    on_hold = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    notes = models.TextField(blank=True)
    created_at = RecordedAtField()

    class Meta:
        verbose_name_plural = "parties"
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="party_code"),
            models.CheckConstraint(condition=models.Q(credit_limit__gte=0), name="party_credit_limit"),
        ]
        indexes = [
            models.Index(fields=["company", "name"], name="party_name"),
            models.Index(fields=["company", "tax_number"], name="party_tax_number"),
            models.Index(fields=["company", "name_key"], name="party_name_key"),
        ]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


@audited()
class Contact(CompanyOwned):
    """A person to speak to at a party."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=100)
    title = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    wechat = models.CharField(max_length=60, blank=True)
    is_main = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["party", "name"], name="contact_once")]
        indexes = [models.Index(fields=["company", "phone"], name="contact_phone")]

    def __str__(self) -> str:
        return self.name


@audited()
class Address(CompanyOwned):
    """A place of a party, down to province, city and district; ``token`` stands for a masked buyer's address.

    ``key`` is what makes it the same address when it comes again: a code of the caller's own, or a digest of it.
    ``region`` is the GB/T 2260 code of its district or city.
    """

    class Kind(models.TextChoices):
        MAIN = "main"
        INVOICE = "invoice"
        DELIVERY = "delivery"

    party = models.ForeignKey(Party, models.CASCADE, related_name="addresses")
    key = models.CharField(max_length=40, editable=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.MAIN)
    recipient = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    country = models.CharField(max_length=2, default="CN")
    province = models.CharField(max_length=60, blank=True)
    city = models.CharField(max_length=60, blank=True)
    district = models.CharField(max_length=60, blank=True)
    street = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    region = models.CharField(max_length=6, blank=True)
    token = models.CharField(max_length=200, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    is_default = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "addresses"
        constraints = [models.UniqueConstraint(fields=["party", "key"], name="address_once")]

    def __str__(self) -> str:
        return "".join(filter(None, [self.province, self.city, self.district, self.street])) or self.token


@audited()
class BankAccount(CompanyOwned):
    """An account of a party at a bank."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="bank_accounts")
    bank = models.CharField(max_length=100)
    branch_code = models.CharField(max_length=20, blank=True)
    holder = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=40)
    currency = CurrencyField(blank=True)
    is_main = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["party", "number"], name="bank_account_once")]

    def __str__(self) -> str:
        return f"{self.bank} {self.number}"
