"""The master of parties as a Django app."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "nonet.masters.parties"
    label = "parties"
    verbose_name = "Parties"
