"""The desk as a Django app, and the site that takes the place of Django's own."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class DeskConfig(AppConfig):
    name = "nonet.faces.desk"
    label = "desk"
    verbose_name = "Desk"


class DeskSiteConfig(AdminConfig):
    default_site = "nonet.faces.desk.site.DeskSite"
