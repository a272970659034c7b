"""The master of places as a Django app."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "nonet.masters.places"
    label = "places"
    verbose_name = "Places"
