"""Rows belong to companies, and a query sees the rows of one company only."""

from typing import Any

from django.db import models
from django.db.models import Manager, QuerySet

from nonet.kernel.actor import current_company_id


class CompanyManager(Manager[Any]):
    """Returns the rows of the company at work; raises ``CompanyNotSet`` when there is none."""

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().filter(company_id=current_company_id())


class CompanyOwned(models.Model):
    """A row of one company. ``objects`` sees the company at work; ``everywhere`` sees all, and says so."""

    company = models.ForeignKey(
        "kernel.Company", models.PROTECT, related_name="+", db_index=False, editable=False
    )

    objects = CompanyManager()
    everywhere: Manager[Any] = Manager()

    class Meta:
        abstract = True


class BookRow(models.Model):
    """A company's row in a book: its company is that of its parent, so no constraint is paid for at each insert."""

    company = models.ForeignKey(
        "kernel.Company",
        models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
        editable=False,
    )

    objects = CompanyManager()
    everywhere: Manager[Any] = Manager()

    class Meta:
        abstract = True
