"""The forms of signing in, in our own words; wrong codes are counted like wrong passwords."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.base import forms as factor
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nonet.kernel.signins import LockedOut, note, require_open
from nonet.kit.visits import visit_of


class SignInForm(LoginForm):
    """One field for whatever people know of themselves, and the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("User name, e-mail or mobile number"),
            max_length=254,
            widget=forms.TextInput(
                attrs={
                    "autocomplete": "username",
                    "autofocus": True,
                    "autocapitalize": "none",
                    "spellcheck": "false",
                }
            ),
        )
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.fields["password"].help_text = ""
        self.order_fields(["login", "password"])

    def user_credentials(self) -> dict[str, Any]:
        return {"username": self.cleaned_data["login"], "password": self.cleaned_data["password"]}


class _CountedCode:
    user: Any

    def clean_code(self) -> str:
        visit = visit_of(context.request)
        try:
            require_open(self.user, visit)
            return str(super().clean_code())  # type: ignore[misc]
        except LockedOut as error:
            raise ValidationError(error.message, code=error.code) from error
        except ValidationError:
            note("code_failed", self.user, visit)
            raise


class CodeForm(_CountedCode, factor.AuthenticateForm):
    """The code asked for at sign-in."""


class CodeAgainForm(_CountedCode, factor.ReauthenticateForm):
    """The code asked for before something grave."""


class FirstCodeForm(ActivateTOTPForm):
    """The first code of a new app: whoever types it has the factor in hand, so the session counts as opened by it."""

    def clean_code(self) -> str:
        code = str(super().clean_code())
        record_authentication(context.request, self.user, "mfa", type="totp")
        return code


class WelcomeForm(forms.Form):
    """A password chosen by who came by a link."""

    password1 = forms.CharField(
        label=_("New password"),
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "autofocus": True}),
        help_text=password_validators_help_text_html,
    )
    password2 = forms.CharField(
        label=_("New password again"),
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        first = told.get("password1", "")
        if first and first != told.get("password2"):
            self.add_error("password2", gettext("The two passwords are not the same."))
        elif first:
            try:
                validate_password(first, self.user)
            except ValidationError as error:
                self.add_error("password1", error)
        return told
