"""What people add to documents and masters: files and comments. Nothing of it is ever deleted, only withdrawn."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from nonet.kernel.fields import BareKey, RecordedAtField
from nonet.kernel.guards import append_only, audited, no_delete
from nonet.kernel.scoping import BookRow, CompanyOwned


class FileContent(BookRow):
    """The bytes of a file, each content once a company, known by its SHA-256."""

    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    content = models.BinaryField()
    added_at = RecordedAtField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "sha256"], name="file_content_once")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.sha256[:12]


@audited()
class Attachment(CompanyOwned):
    """A file on a row: ``subject`` is the row's model (``orders.order``). Withdrawn ones are kept but not shown."""

    subject = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    file = models.ForeignKey(FileContent, models.PROTECT, related_name="+")
    added_at = RecordedAtField()
    added_by = BareKey("kernel.User", null=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = BareKey("kernel.User", null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["company", "subject", "subject_id"], name="attachment_of")]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return self.name


@audited()
class Comment(CompanyOwned):
    """What somebody said about a row. An edit keeps the former version; ``mentions`` are the users it calls."""

    subject = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    body = models.TextField()
    mentions = ArrayField(models.BigIntegerField(), default=list, blank=True)
    written_at = RecordedAtField()
    written_by = BareKey("kernel.User", null=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["company", "subject", "subject_id"], name="comment_of"),
        ]
        constraints = [models.CheckConstraint(condition=~Q(body=""), name="comment_body")]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return self.body[:60]


class Seen(BookRow):
    """Until when a user has seen the comments on a row."""

    user = models.ForeignKey("kernel.User", models.CASCADE, related_name="+")
    subject = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "company", "subject", "subject_id"], name="seen_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.subject} {self.subject_id}"
