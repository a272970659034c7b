"""The building blocks as a Django app."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "nonet.kit"
    label = "kit"
    verbose_name = "Kit"
