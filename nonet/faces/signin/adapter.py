"""Where allauth meets Nonet: nobody signs up by themselves, failures are counted, and everything is written down."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from nonet.faces.signin.backend import find_user
from nonet.kernel.signins import LockedOut, note, require_open
from nonet.kit.visits import address_of, visit_of

FACTOR_CHANGES = {
    "mfa/email/totp_activated": "second_factor_added",
    "mfa/email/totp_deactivated": "second_factor_removed",
    "mfa/email/webauthn_added": "second_factor_added",
    "mfa/email/webauthn_removed": "second_factor_removed",
}
"""What is noted when allauth tells a user of a change by mail."""
WRONG = _("The name or the password is not right.")


class AccountAdapter(DefaultAccountAdapter):
    """Signing in by password."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,
        "phone_password_mismatch": WRONG,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or "0.0.0.0"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse who has failed too often, before the password is looked at."""
        typed = str(credentials.get("username", ""))
        try:
            require_open(find_user(typed), visit_of(request), typed)
        except LockedOut as error:
            raise ValidationError(error.message, code=error.code) from error

    def _rollback_login_failed_rl_usage(self) -> None:
        """Nothing to take back: failures are counted in the log."""

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        typed = str(credentials.get("username", ""))
        note("failed", find_user(typed), visit_of(request), typed=typed)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        methods = [each["method"] for each in request.session.get("account_authentication_methods", ())]
        note("signed_in", user, visit_of(request), detail=" + ".join(dict.fromkeys(methods)))
        return super().post_login(request, user, **kwargs)

    def set_password(self, user: Any, password: str) -> None:
        super().set_password(user, password)
        note("password_set", user, visit_of(self.request))

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: Any = None, email: str | None = None
    ) -> None:
        """Write down what was done to the second factor; told of each change here, whether mail is sent or not."""
        if (kind := FACTOR_CHANGES.get(template_prefix)) is not None:
            note(
                kind,
                user,
                visit_of(self.request),
                detail=template_prefix.rpartition("/")[2].partition("_")[0],
            )
        super().send_notification_mail(template_prefix, user, context, email)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say what was done, but greet nobody: who signs in sees that they are in."""
        template = args[2] if len(args) > 2 else kwargs.get("message_template", "")
        if "logged_in" not in template and "logged_out" not in template:
            super().add_message(*args, **kwargs)


class SecondFactorAdapter(DefaultMFAAdapter):
    """The second factor."""

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return str(user.get_username())

    def get_totp_issuer(self) -> str:
        return "Nonet"

    def encrypt(self, text: str) -> str:
        return _safe().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _safe().decrypt(encrypted_text.encode()).decode()


def _safe() -> Fernet:
    """Return what seals the secrets of second factors, so that a copy of the database alone opens nothing."""
    key = hashlib.sha256(f"second factor {settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Signing in by the company's own identity provider: it lets in who has an account, and makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False
