"""Saved views as a Django app."""

from django.apps import AppConfig


class ViewsConfig(AppConfig):
    name = "nonet.kit.views"
    label = "views"
    verbose_name = "saved views"
