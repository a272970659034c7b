"""Views that users keep of a list, and each user's own arrangement of it."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from nonet.kernel.actor import current_actor
from nonet.kernel.guards import audited
from nonet.kernel.models import User
from nonet.kernel.scoping import CompanyManager, CompanyOwned


class VisibleManager(CompanyManager):
    """Returns the views that the user at work may see: the own ones, and those shared with the company."""

    def get_queryset(self) -> models.QuerySet[Any]:
        mine = Q(user_id=current_actor().user_id) | Q(shared=True)
        return super().get_queryset().filter(mine)


@audited()
class SavedView(CompanyOwned):
    """A list as it is to be seen again: filters, words, order, columns, pivot and chart, as its address says them."""

    list_name = models.CharField(max_length=80)
    name = models.CharField(max_length=80)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    shared = models.BooleanField(default=False)
    query = models.TextField(max_length=4_000, blank=True)

    objects: ClassVar[Any] = VisibleManager()
    everywhere: models.Manager[Any] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "list_name", "user", "name"], name="saved_view_name")
        ]

    def __str__(self) -> str:
        return self.name


class ListChoice(CompanyOwned):
    """How a user wants to see a list when nothing else is asked: the columns in their order, the view it opens with."""

    list_name = models.CharField(max_length=80)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    columns = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    view = models.ForeignKey(SavedView, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "list_name", "user"], name="list_choice_once")
        ]

    def __str__(self) -> str:
        return self.list_name
