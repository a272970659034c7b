"""The desk as a Django app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "nonet.faces.desk"
    label = "desk"
    verbose_name = "Desk"
