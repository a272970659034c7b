"""The master of taxes as a Django app."""

from django.apps import AppConfig


class TaxesConfig(AppConfig):
    name = "nonet.masters.taxes"
    label = "taxes"
    verbose_name = "Taxes"
