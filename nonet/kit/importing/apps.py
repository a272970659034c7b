"""Files that came in, as a Django app."""

from django.apps import AppConfig


class ImportingConfig(AppConfig):
    name = "nonet.kit.importing"
    label = "importing"
    verbose_name = "Imports"
