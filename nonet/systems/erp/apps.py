"""The ERP as a Django app."""

from django.apps import AppConfig


class ErpConfig(AppConfig):
    name = "nonet.systems.erp"
    label = "erp"
    verbose_name = "ERP"
