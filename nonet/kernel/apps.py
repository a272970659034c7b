"""The kernel as a Django app."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "nonet.kernel"
    label = "kernel"
    verbose_name = "Kernel"
