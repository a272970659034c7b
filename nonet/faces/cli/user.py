"""``nonet user``: make a user who can sign in, or give one a new password."""

import secrets
from typing import Annotated, Any

import typer

from nonet.faces.cli import shell


def command(
    name: Annotated[str, typer.Argument(help="The name to sign in with.")],
    password: Annotated[
        str,
        typer.Option(envvar="NONET_PASSWORD", help="The password; one is made up and printed when left out."),
    ] = "",
    admin: Annotated[bool, typer.Option("--admin", help="May do everything in every company.")] = False,
    as_json: shell.AsJson = False,
) -> None:
    """Make a user, or give an existing one a new password."""
    shell.django()
    shell.require_migrated()
    chosen = password or secrets.token_urlsafe(9)
    made = write_user(name, chosen, admin)
    facts = {"user": name, "made": made, "password": None if password else chosen}
    lines = [f"User {name} {'made' if made else 'has a new password'}."]
    shell.report(facts, as_json, lines if password else [*lines, f"Password: {chosen}"])


def write_user(name: str, password: str, admin: bool) -> bool:
    """Write the user; return whether it is new."""
    from django.contrib.auth import get_user_model

    model = get_user_model()
    user = model.objects.filter(username=name).first() or model(username=name)
    made = user.pk is None
    _require_good(password, user)
    user.set_password(password)
    if admin:
        user.is_staff = user.is_superuser = True
    user.save()
    return made


def _require_good(password: str, user: Any) -> None:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    try:
        validate_password(password, user)
    except ValidationError as error:
        shell.fail("\n".join(error.messages), shell.MISUSED)
