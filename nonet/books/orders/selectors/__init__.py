"""Reads of the promise book."""

from nonet.books.orders.selectors.links import lines_of_orders, orders_of_deliveries, orders_of_receipts
from nonet.books.orders.selectors.open_orders import OpenLine, open_lines
from nonet.books.orders.selectors.progress import Progress, progress_of

__all__ = [
    "OpenLine",
    "Progress",
    "lines_of_orders",
    "open_lines",
    "orders_of_deliveries",
    "orders_of_receipts",
    "progress_of",
]
