"""Django settings: read once, from the environment, with defaults that suit one machine."""

import os
from pathlib import Path

import pghistory
import pgtrigger

from nonet.config.database import database_settings
from nonet.config.home import nonet_home, secret_key
from nonet.config.signing_in import signin_settings
from nonet.faces.desk.look import LOOK

BASE_DIR = Path(__file__).resolve().parent.parent
HOME = nonet_home()
DEBUG = os.environ.get("NONET_DEBUG") == "1"
SECRET_KEY = secret_key(HOME)
ALLOWED_HOSTS = os.environ.get("NONET_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")

INSTALLED_APPS = [
    "nonet.config",
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "nonet.faces.desk.apps.DeskSiteConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "ninja",
    "nonet.faces.signin",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.feishu",
    "allauth.socialaccount.providers.dingtalk",
    "nonet.kernel",
    "nonet.kernel.notices",
    "nonet.kernel.people",
    "nonet.kernel.approvals",
    "nonet.kit",
    "nonet.kit.importing",
    "nonet.kit.printing",
    "nonet.kit.views",
    "nonet.kit.remarks",
    "nonet.masters.taxes",
    "nonet.masters.parties",
    "nonet.masters.items",
    "nonet.masters.places",
    "nonet.masters.prices",
    "nonet.books.orders",
    "nonet.books.stock",
    "nonet.books.money",
    "nonet.systems.erp",
    "nonet.faces.api",
    "nonet.faces.desk.apps.DeskConfig",
]

MIDDLEWARE = [
    "nonet.config.middleware.health_pages",
    "nonet.config.middleware.security_headers",
    "nonet.config.middleware.security_log",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "nonet.faces.signin.middleware.session_limits",
    "nonet.config.middleware.user_language",
    "nonet.kit.middleware.acting_user",
    "django.contrib.messages.middleware.MessageMiddleware",
    "nonet.kit.api.limits.limit_api",
    "nonet.faces.signin.middleware.second_factor",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "nonet.config.urls"
WSGI_APPLICATION = "nonet.config.wsgi.application"
DATABASES = {"default": database_settings(HOME)}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "kernel_cache"},
    "local": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache"
    },  # what a process may remember for seconds
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "kernel.User"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [
            BASE_DIR / "faces" / "desk" / "templates"
        ],  # before the toolkit's, to take the place of its parts
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "nonet.faces.signin.pages.words",
            ]
        },
    }
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = ["nonet.kit.formats"]
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "nonet.kit.finders.PackageFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
# A batch of the API holds 10,000 rows; a form of the desk several hundred fields.
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
MEDIA_ROOT = HOME / "files"
# Requests a minute: of a token or a user, and of an address that has not signed in.
API_REQUESTS = int(os.environ.get("NONET_API_REQUESTS", 3_000))
API_STRANGER_REQUESTS = int(os.environ.get("NONET_API_STRANGER_REQUESTS", 120))

# Behind a proxy that speaks HTTPS to the world, NONET_HTTPS=1 trusts its X-Forwarded-Proto; never set it without one.
HTTPS = os.environ.get("NONET_HTTPS") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600  # sent over HTTPS only
SECURE_REFERRER_POLICY = "same-origin"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS and host != "*"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
# Scripts take the CSRF token from the page's own form.
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (
    ("__Host-sessionid", "__Host-csrftoken") if HTTPS else ("sessionid", "csrftoken")
)
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"

# Mail goes through the server that NONET_SMTP names (host:port); without one it is written to the log.
SMTP = os.environ.get("NONET_SMTP", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if SMTP else 'console'}.EmailBackend"
EMAIL_HOST, _, _port = SMTP.partition(":")
EMAIL_PORT = int(_port or 587)
EMAIL_HOST_USER = os.environ.get("NONET_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("NONET_SMTP_PASSWORD", "")
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = EMAIL_PORT == 587
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("NONET_MAIL_FROM", EMAIL_HOST_USER or "nonet@localhost")
DESK_URL = os.environ.get("NONET_URL", "").rstrip(
    "/"
)  # how people reach this installation, for links in mails

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("NONET_LOG_LEVEL", "WARNING")},
    "loggers": {"django": {"handlers": [], "level": "NOTSET", "propagate": True}},
}


# Audit rows carry who and why as JSON, in the row itself.
PGHISTORY_LEVEL = pgtrigger.Row
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_APPEND_ONLY = True
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(db_constraint=False, db_index=True, related_name="+")
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False, db_constraint=False, related_name="+")

UNFOLD = LOOK

globals().update(signin_settings())
