"""Signing in as a Django app: pages only, over allauth and the kernel's log."""

from django.apps import AppConfig


class SignInConfig(AppConfig):
    name = "nonet.faces.signin"
    label = "signin"
    verbose_name = "Sign-in"
