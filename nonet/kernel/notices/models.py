"""What a user should know, and how each wants to be told."""

from django.db import models
from django.db.models import Q

from nonet.kernel.fields import RecordedAtField
from nonet.kernel.guards import audited
from nonet.kernel.scoping import CompanyOwned


class Notice(CompanyOwned):
    """One thing that one user should know. ``params`` fill the text of its ``kind`` in the reader's language.

    ``key`` names what the notice is about: while one of the same kind and key is unread, it is renewed, not doubled.
    """

    user = models.ForeignKey("kernel.User", models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    link = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey("kernel.User", models.SET_NULL, related_name="+", null=True, db_index=False)
    created_at = RecordedAtField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "user", "kind", "key"],
                name="notice_unread_once",
                condition=Q(read_at__isnull=True) & ~Q(key=""),
            )
        ]
        indexes = [
            models.Index(fields=["user", "company", "-id"], name="notice_of_user"),
            models.Index(fields=["user", "company"], name="notice_unread", condition=Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}".strip()


@audited()
class Preference(CompanyOwned):
    """How a user wants to be told in one company; without a row, on the desk only."""

    user = models.ForeignKey("kernel.User", models.CASCADE, related_name="+", db_index=False)
    daily_mail = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "user"], name="notice_preference_once")]

    def __str__(self) -> str:
        return f"{self.user_id}"
