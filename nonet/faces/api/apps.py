"""The API as a Django app: it has a page of its own, and no tables."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "nonet.faces.api"
    label = "api"
    verbose_name = "API"
