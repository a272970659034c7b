"""What the party master refuses, and why."""

from django.utils.translation import gettext as _

from nonet.kernel.errors import NonetError


class TaxNumberInvalid(NonetError):
    """The tax or identity number cannot be right: its form or its check digit is wrong."""

    code = "tax_number_invalid"

    def __init__(self, number: str, form: str) -> None:
        super().__init__(number=number, form=form, field="tax_number")

    def template(self) -> str:
        return _(
            "tax_number: %(number)s is no valid %(form)s; compare it with the certificate, digit by digit."
        )
