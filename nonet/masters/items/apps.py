"""The master of items as a Django app."""

from django.apps import AppConfig


class ItemsConfig(AppConfig):
    name = "nonet.masters.items"
    label = "items"
    verbose_name = "Items"
