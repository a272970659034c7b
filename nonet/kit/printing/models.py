"""How a company's papers look, and which were printed when by whom."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from nonet.kernel.fields import BareKey, RecordedAtField
from nonet.kernel.guards import append_only, audited
from nonet.kernel.scoping import BookRow, CompanyOwned


@audited()
class Letterhead(CompanyOwned):
    """What all papers of a company show of itself.

    ``texts`` holds by language its ``name``, its ``lines`` (address, telephone, tax number) and its ``bank``; what is
    empty is taken from the company, or left out.
    """

    logo = models.BinaryField(blank=True, default=b"")
    seal = models.BinaryField(blank=True, default=b"")
    texts = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company"], name="letterhead_one")]

    def __str__(self) -> str:
        return f"#{self.pk}"


@audited()
class PrintLayout(CompanyOwned):
    """How one form looks in a company. ``columns`` empty: those of the form; ``language`` empty: the reader's.

    ``texts`` holds by language ``title``, ``header``, ``terms`` and ``footer``; ``marks`` names the sheets of a set
    (存根联, 客户联 …), each printed once.
    """

    form = models.CharField(max_length=40)
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=100)
    is_default = models.BooleanField(default=False)
    paper = models.CharField(max_length=20)
    language = models.CharField(max_length=10, blank=True)
    accent = models.CharField(max_length=7, default="#1d4ed8")
    font = models.CharField(max_length=60, blank=True)
    size = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    columns = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    parts = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    marks = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    texts = models.JSONField(default=dict, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "form", "code"], name="print_layout_code"),
            models.UniqueConstraint(
                fields=["company", "form"],
                condition=models.Q(is_default=True, active=True),
                name="print_layout_default",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PrintRecord(BookRow):
    """A paper that was printed: what, in which layout, the how manieth time, when and by whom."""

    form = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    number = models.CharField(max_length=80)
    layout = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=10)
    times = models.PositiveIntegerField()
    printed_at = RecordedAtField()
    printed_by = BareKey("kernel.User", null=True)
    source = models.CharField(max_length=10)

    class Meta:
        indexes = [models.Index(fields=["company", "form", "object_id"], name="print_record_of")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.form} {self.number} {self.times}"


class PrintFile(BookRow):
    """The papers of a big batch, kept until fetched; old ones are cleared away."""

    run = models.OneToOneField("kernel.JobRun", models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    content = models.BinaryField()
    made_at = RecordedAtField()

    def __str__(self) -> str:
        return self.name
