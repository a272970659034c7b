"""Approvals as a Django app."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "nonet.kernel.approvals"
    label = "approvals"
    verbose_name = "Approvals"
