"""Every address of the web server."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from nonet.faces.api.main import api

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
    path("desk/", admin.site.urls),
    path("account/", include("nonet.faces.signin.urls")),
    path("api/", api.urls),
    path("i18n/", include("django.conf.urls.i18n")),
]
