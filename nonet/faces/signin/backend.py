"""Finds a user by name, e-mail or mobile number, and checks the password; a stranger costs the same time."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from nonet.kernel.models import User
from nonet.kernel.users import plain_mobile


def find_user(typed: str) -> User | None:
    """Return the active user that a name, an e-mail address or a mobile number stands for, if it is one only."""
    text = typed.strip()
    if not text:
        return None
    users = User.objects.filter(is_active=True)
    tries: list[dict[str, str]] = [{"username": text}, {"username__iexact": text}, {"email__iexact": text}]
    if len(digits := plain_mobile(text)) >= 6:
        tries.append({"mobile": digits})
    for each in tries:
        found = list(users.filter(**each)[:2])
        if len(found) == 1:
            return found[0]
    return None


class SignInBackend(ModelBackend):
    """The only backend that is asked for a password; what it refuses, no other is asked."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if not username or not password:
            return None
        user = find_user(username)
        if user is None:
            User().set_password(password)  # takes as long as checking one
        elif user.check_password(password):
            return user
        raise PermissionDenied
