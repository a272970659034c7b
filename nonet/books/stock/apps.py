"""The book of stock as a Django app."""

from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "nonet.books.stock"
    label = "stock"
    verbose_name = "Stock"
