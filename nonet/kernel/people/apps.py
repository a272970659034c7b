"""People as a Django app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "nonet.kernel.people"
    label = "people"
    verbose_name = "People"
