"""Counting no further than anybody reads: a list over millions of rows opens as fast as one over ten."""

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator

CAP = 10_000


class CappedPaginator(Paginator):
    """Counts at most ``CAP`` rows; beyond that a list is narrowed by search and filters, not paged through."""

    template_name = "kit/pagination.html"

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        if not hasattr(rows, "order_by"):
            return len(rows)
        return min(rows.order_by()[: CAP + 1].count(), CAP)

    @property
    def is_capped(self) -> bool:
        """Return whether there are more rows than are counted."""
        return self.count >= CAP
