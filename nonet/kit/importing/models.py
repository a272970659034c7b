"""What came in: each file with who brought it and what became of it, and what its headings were taken for."""

from typing import Any

from django.db import models

from nonet.kernel.fields import RecordedAtField
from nonet.kernel.models import JobRun, User
from nonet.kernel.scoping import CompanyOwned


class ImportRun(CompanyOwned):
    """A file brought to be imported. ``job`` is the last run over it, ``is_trial`` whether that one undid its work."""

    kind = models.CharField(max_length=40)
    profile = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    path = models.CharField(max_length=300, editable=False)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64, editable=False)
    headings = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    reading = models.JSONField(default=dict)
    all_or_nothing = models.BooleanField(default=False)
    is_trial = models.BooleanField(default=False)
    job = models.ForeignKey(JobRun, models.SET_NULL, null=True, related_name="+")
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = RecordedAtField()

    class Meta:
        verbose_name = "import"
        indexes = [models.Index(fields=["company", "-id"], name="import_run_recent")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def state(self) -> str:
        """Return how far it is: new, waiting, running, done or failed."""
        return self.job.state if self.job is not None else "new"

    @property
    def is_busy(self) -> bool:
        """Return whether a worker has it, or will."""
        return self.state in (JobRun.State.WAITING, JobRun.State.RUNNING)

    @property
    def is_over(self) -> bool:
        """Return whether its rows were taken, so that nothing is left to decide."""
        return self.state == JobRun.State.DONE and not self.is_trial and not self.report.get("is_undone")

    @property
    def report(self) -> dict[str, Any]:
        """Return what the last run over it did."""
        found = self.job.result if self.job is not None else None
        return found if isinstance(found, dict) else {}


class ColumnMemory(CompanyOwned):
    """What the headings of a file were taken for, so that the next file of its form needs no question."""

    kind = models.CharField(max_length=40)
    profile = models.CharField(max_length=40)
    heading_key = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "kind", "profile", "heading_key"], name="column_memory_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.heading_key[:8]}"
