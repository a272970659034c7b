"""Lists: one page for every table of the desk, with filters, tabs, views, columns, totals, export, pivot and chart."""

from nonet.kit.admin.lists.columns import Computed
from nonet.kit.admin.lists.filters import Named
from nonet.kit.admin.lists.pages import ListPages

__all__ = ["Computed", "ListPages", "Named"]
