"""A password rule of our own: not the names that an attacker of this very company would try first."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

OURS = ("nonet", "password", "admin", "123456")


class NamesAtHand:
    """Refuses passwords made of the product's or the company's name with little added."""

    least_added = 6

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ``ValidationError`` when little is left of the password without names at hand."""
        rest = password.casefold()
        for each in self._names(user):
            rest = rest.replace(each, "")
        if len(rest) < self.least_added:
            raise ValidationError(self.get_help_text(), code="password_names_at_hand")

    def _names(self, user: Any) -> list[str]:
        company = getattr(user, "home_company", None) if user is not None else None
        told = [*OURS, *((company.code, company.name) if company else ())]
        return [each.casefold() for each in told if len(each) > 2]

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return _("Your password cannot be the name of the company or another word at hand with little added.")
