"""What the value book refuses, and why."""

from typing import Any

from django.utils.translation import gettext as _

from nonet.kernel.errors import NonetError


class AccountMissing(NonetError):
    """No account plays a role that a posting needs."""

    code = "account_missing"

    def __init__(self, role: str, **params: Any) -> None:
        super().__init__(role=role, **params)

    def template(self) -> str:
        return _("No account has the role %(role)s; set one in the account roles.")


class EntryNotBalanced(NonetError):
    """The debits of an entry differ from its credits."""

    code = "entry_not_balanced"

    def __init__(self, debit: Any, credit: Any) -> None:
        super().__init__(debit=debit, credit=credit)

    def template(self) -> str:
        return _("Debits of %(debit)s and credits of %(credit)s differ; an entry must balance.")


class NothingToInvoice(NonetError):
    """Nothing was handed over that has not been invoiced yet."""

    code = "nothing_to_invoice"

    def template(self) -> str:
        return _("Nothing is left to invoice; ship or receive goods first.")
