"""Which account plays which role in posting, many at once."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from nonet.books.money.charts import ROLES, load_chart
from nonet.books.money.models import AccountRole
from nonet.books.money.plans import ROLE
from nonet.books.money.selectors.company import company_books
from nonet.books.money.selectors.periods import closed_spans
from nonet.books.money.selectors.rules import forget_rules
from nonet.books.money.services.vouchers import SUB_LEDGERS
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import InvalidInput, PeriodClosed
from nonet.kernel.verbs import verb
from nonet.masters.saving import Row, Saved, save_rows


@verb("money.save_account_roles")
def save_account_roles(*, roles: Sequence[Row]) -> Saved:
    """Say which account plays a role from a day on, for all or for one item category or tax code.

    Rows are keyed by role, category, tax code and first day. The account takes entries, and answers to the sub-ledger
    that the role belongs to; a day in a closed period takes no new account.
    """
    accounts, closed = _accounts(), closed_spans()

    def check(row: AccountRole) -> None:
        if row.role not in ROLES:
            raise InvalidInput("role", _("is none of %(known)s") % {"known": ", ".join(ROLES)})
        if row._state.adding and closed.cover(row.valid_from):
            raise PeriodClosed(row.valid_from)
        _check_account(row.role, accounts[row.account_id])

    def fixed(ids: list[int]) -> list[int]:
        found = AccountRole.objects.filter(pk__in=ids).values_list("pk", "valid_from")
        return [each for each, day in found if closed.cover(day)]

    saved = save_rows(replace(ROLE, check=check), roles, fixed)
    forget_rules()
    return saved


def _accounts() -> dict[int, Any]:
    found = sql.rows(
        "SELECT id, code, control, is_leaf, active FROM money_account WHERE company_id = %s",
        (current_company_id(),),
    )
    return {each.id: each for each in found}


def _check_account(role: str, account: Any) -> None:
    if not (account.is_leaf and account.active):
        raise InvalidInput(
            "account", _("%(account)s takes no entries; choose an active detail") % {"account": account.code}
        )
    wanted = load_chart(company_books().chart).by_role[role].control
    if wanted != account.control and {wanted, account.control} & set(SUB_LEDGERS):
        raise InvalidInput(
            "account",
            _("%(account)s is controlled as “%(has)s”, but the role needs “%(wanted)s”")
            % {"account": account.code, "has": account.control or "–", "wanted": wanted or "–"},
        )
