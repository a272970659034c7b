"""The master of prices as a Django app."""

from django.apps import AppConfig


class PricesConfig(AppConfig):
    name = "nonet.masters.prices"
    label = "prices"
    verbose_name = "Prices"
