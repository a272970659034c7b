"""The settings of signing in: passwords, second factors, sessions, identity providers, mail."""

import json
import os
from typing import Any
from urllib.parse import unquote, urlsplit

FORMS = "nonet.faces.signin.forms"
ADAPTERS = "nonet.faces.signin.adapter"
VALIDATORS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("django.contrib.auth.password_validation.UserAttributeSimilarityValidator", {}),
    ("django.contrib.auth.password_validation.MinimumLengthValidator", {"min_length": 8}),
    ("django.contrib.auth.password_validation.CommonPasswordValidator", {}),
    ("nonet.faces.signin.validators.NamesAtHand", {}),
)


def signin_settings() -> dict[str, Any]:
    """Return the settings, with what the environment says of them."""
    return {**_passwords(), **_allauth(), **_sessions(), **_providers(), **_mail()}


def _passwords() -> dict[str, Any]:
    return {
        "AUTH_PASSWORD_VALIDATORS": [{"NAME": name, "OPTIONS": options} for name, options in VALIDATORS],
        # The second only keeps sessions valid that name it; the first refuses for both.
        "AUTHENTICATION_BACKENDS": [
            "nonet.faces.signin.backend.SignInBackend",
            "django.contrib.auth.backends.ModelBackend",
        ],
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "admin:index",
        "LOGOUT_REDIRECT_URL": "account_login",
    }


def _allauth() -> dict[str, Any]:
    return {
        "ACCOUNT_ADAPTER": f"{ADAPTERS}.AccountAdapter",
        "ACCOUNT_FORMS": {"login": f"{FORMS}.SignInForm"},
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_SESSION_REMEMBER": True,
        "ACCOUNT_REAUTHENTICATION_TIMEOUT": 300,
        "ACCOUNT_REAUTHENTICATION_REQUIRED": True,
        "ACCOUNT_RATE_LIMITS": {"login_failed": "", "login": "60/m/ip"},
        "MFA_ADAPTER": f"{ADAPTERS}.SecondFactorAdapter",
        "MFA_FORMS": {
            "authenticate": f"{FORMS}.CodeForm",
            "reauthenticate": f"{FORMS}.CodeAgainForm",
            "activate_totp": f"{FORMS}.FirstCodeForm",
        },
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_ALLOW_UNVERIFIED_EMAIL": True,
        "MFA_RECOVERY_CODES_SHOW_ONCE": True,
        "MFA_TOTP_TOLERANCE": 1,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": os.environ.get("NONET_DEBUG") == "1",
    }


def _sessions() -> dict[str, Any]:
    """Return how long sessions last: from sign-in, and standing idle; in minutes of the environment."""
    return {
        "SESSION_COOKIE_AGE": 60 * int(os.environ.get("NONET_SESSION_MINUTES", 12 * 60)),
        "SESSION_IDLE_SECONDS": 60 * int(os.environ.get("NONET_IDLE_MINUTES", 2 * 60)),
        # How many proxies of ours stand before the server, each adding to X-Forwarded-For.
        "TRUSTED_PROXIES": int(os.environ.get("NONET_PROXIES", os.environ.get("NONET_HTTPS") == "1")),
    }


def _providers() -> dict[str, Any]:
    """Return the identity providers: ``NONET_OIDC`` is a list in JSON, the others are ``<id>:<secret>``."""
    oidc = [_oidc_app(each) for each in json.loads(os.environ.get("NONET_OIDC", "[]"))]
    providers: dict[str, Any] = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": oidc}}
    for name in ("feishu", "dingtalk"):
        client_id, _, secret = os.environ.get(f"NONET_{name.upper()}", "").partition(":")
        providers[name] = {"APPS": [{"client_id": client_id, "secret": secret}] if client_id else []}
    return {
        "HAS_PROVIDERS": any(each["APPS"] for each in providers.values()),
        "SOCIALACCOUNT_ADAPTER": f"{ADAPTERS}.ProviderAdapter",
        "SOCIALACCOUNT_PROVIDERS": providers,
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT": True,
        "SOCIALACCOUNT_STORE_TOKENS": False,
    }


def _oidc_app(told: dict[str, str]) -> dict[str, Any]:
    """Return one issuer; it is the company's own, so the addresses that it calls verified are believed."""
    return {
        "provider_id": told["id"],
        "name": told.get("name", told["id"]),
        "client_id": told["client_id"],
        "secret": told["secret"],
        "settings": {"server_url": told["issuer"], "email_authentication": True},
    }


def _mail() -> dict[str, Any]:
    """Return the mail server: ``NONET_SMTP_URL=smtps://user:password@host:465``; none when it is left out."""
    if not (url := os.environ.get("NONET_SMTP_URL")):
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(url)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme != "smtps",
        "EMAIL_TIMEOUT": 15,
        "DEFAULT_FROM_EMAIL": os.environ.get("NONET_MAIL_FROM", unquote(parts.username or "")),
    }
