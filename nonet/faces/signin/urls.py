"""The addresses of signing in, under ``/account/``."""

from django.urls import include, path
from django.views.generic import RedirectView

from nonet.faces.signin import pages

urlpatterns = [
    path("", pages.overview, name="account_overview"),
    path("welcome/", pages.welcome, name="account_welcome"),
    path("welcome/<str:uid>/<str:token>/", pages.arrive, name="account_arrive"),
    # Nobody signs up by themselves; owners invite.
    path("signup/", RedirectView.as_view(pattern_name="account_login"), name="account_signup"),
    path("", include("allauth.urls")),
]
