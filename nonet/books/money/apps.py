"""The book of money as a Django app."""

from django.apps import AppConfig


class MoneyConfig(AppConfig):
    name = "nonet.books.money"
    label = "money"
    verbose_name = "Money"
