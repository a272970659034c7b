"""Printing as a Django app."""

from django.apps import AppConfig


class PrintingConfig(AppConfig):
    name = "nonet.kit.printing"
    label = "printing"
    verbose_name = "Printing"
