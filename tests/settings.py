"""The settings of a test run: those of the product, in a home of the run's own."""

from tests.environment import claim_home

claim_home()

from nonet.config.settings import *  # noqa: E402, F403

# The first is quick; the second reads what a command of the product has written.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405  (else every client of a test warns)
