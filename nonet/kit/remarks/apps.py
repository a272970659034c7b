"""Remarks as a Django app."""

from django.apps import AppConfig


class RemarksConfig(AppConfig):
    name = "nonet.kit.remarks"
    label = "remarks"
    verbose_name = "Remarks"
