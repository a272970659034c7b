"""The chart of accounts, changed many at once: those above are saved before those below them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from nonet.books.money.charts import CONTROLS
from nonet.books.money.models import Account
from nonet.books.money.plans import ACCOUNT
from nonet.books.money.selectors.company import company_books
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import InvalidInput
from nonet.kernel.money import currency
from nonet.kernel.verbs import verb
from nonet.masters.saving import Row, Saved, save_rows

DEBIT_TYPES = ("asset", "cost", "expense", "common")
INHERITED = ("type", "is_debit", "control", "is_cash")
MOST_LEVELS = 10


@verb("money.save_accounts")
def save_accounts(*, accounts: Sequence[Row]) -> Saved:
    """Create accounts, or change those whose code is known; parents may come with those below them.

    A new account takes type, side, control and cash from the one above it where its row leaves them open. Once
    entries were posted to an account, these and its currency stay, and it takes no account below it; an account that
    plays a role in posting stays active and takes none either.
    """
    _lock_chart()
    saved, done = Saved(), dict[int, int]()
    for wave in _waves(accounts):
        chart = _Chart()
        plan = replace(ACCOUNT, prepare=chart.inherit, check=chart.check)
        part = save_rows(plan, [accounts[at] for at in wave], chart.posted)
        kept = [at for n, at in enumerate(wave) if n not in part.refused]
        done |= dict(zip(kept, part.done, strict=True))
        saved.refused |= {wave[n]: error for n, error in part.refused.items()}
        saved.ids |= part.ids
        saved.created += part.created
        saved.changed += part.changed
    saved.done = [done[at] for at in sorted(done)]
    _mark_leaves()
    return saved


def _lock_chart() -> None:
    """Let one change of a chart wait for another: two at once could close a ring together."""
    sql.execute("SELECT pg_advisory_xact_lock(hashtext('money_account'), %s::int)", (current_company_id(),))


def _waves(accounts: Sequence[Row]) -> list[list[int]]:
    """Return the positions of rows by how many rows of the batch stand above each."""
    above = {str(each.get("code")): str(each.get("parent") or "") for each in accounts}
    waves: dict[int, list[int]] = {}
    for at, each in enumerate(accounts):
        level, code = 0, above[str(each.get("code"))]
        while code in above and level < MOST_LEVELS:
            level, code = level + 1, above[code]
        waves.setdefault(level, []).append(at)
    return [waves[level] for level in sorted(waves)]


def _mark_leaves() -> None:
    sql.execute(
        "UPDATE money_account a SET is_leaf = NOT a.is_leaf WHERE a.company_id = %s AND a.is_leaf = EXISTS"
        " (SELECT FROM money_account below WHERE below.company_id = a.company_id AND below.parent_id = a.id)",
        (current_company_id(),),
    )


def _check_names(names: Any) -> None:
    if not isinstance(names, dict) or not all(isinstance(each, str) for each in names.values()):
        raise InvalidInput("names", _("are a text for each language, such as zh-hans"))


def _plays_role(account: str) -> str:
    return _("%(account)s plays a role in posting; give the role to another account first") % {
        "account": account
    }


_READ = """
SELECT a.id, a.code, a.parent_id, a.type, a.is_debit, a.control, a.is_cash, a.active,
    EXISTS (SELECT FROM money_account b WHERE b.company_id = a.company_id AND b.parent_id = a.id) AS has_details,
    EXISTS (SELECT FROM money_entryline l WHERE l.company_id = a.company_id AND l.account_id = a.id) AS posted,
    EXISTS (SELECT FROM money_accountrole r WHERE r.company_id = a.company_id AND r.account_id = a.id) AS in_role
FROM money_account a WHERE a.company_id = %s
"""


class _Chart:
    """The accounts as they stand, asked row by row while others are saved; one statement."""

    def __init__(self) -> None:
        self.by_id = {each.id: each for each in sql.rows(_READ, (current_company_id(),))}
        self.codes = {each.code for each in self.by_id.values()}
        self.above = {each.id: each.parent_id for each in self.by_id.values()}
        self.language = company_books().language

    def posted(self, ids: list[int]) -> list[int]:
        """Return those of the accounts to which entries were posted."""
        return [each for each in ids if self.by_id[each].posted]

    def inherit(self, row: dict[str, Any]) -> None:
        """Fill what the row of a new account leaves open: from the one above it, else the side from its type."""
        if row.get("code") in self.codes:
            return
        parent = self.by_id.get(row.get("parent_id"))
        for name in INHERITED if parent else ():
            row.setdefault(name, getattr(parent, name))
        row.setdefault("is_debit", row.get("type") in DEBIT_TYPES)

    def check(self, account: Account) -> None:
        """Refuse an account that could not be posted to or summed; its name in the company's language is kept."""
        account.currency = account.currency.upper()
        if account.currency:
            currency(account.currency)
        if account.control and account.control not in CONTROLS:
            raise InvalidInput("control", _("is none of %(known)s") % {"known": ", ".join(CONTROLS)})
        if account.names:
            _check_names(account.names)
            account.names = {**account.names, self.language: account.name}
        if account.pk is not None:
            self._check_known(account)
        if account.parent_id is not None and account.parent_id != self.above.get(account.pk):
            self._check_parent(account)
        if account.pk is not None:
            self.above[account.pk] = account.parent_id

    def _check_known(self, account: Account) -> None:
        known = self.by_id[account.pk]
        if known.type != account.type and (known.has_details or account.parent_id is not None):
            raise InvalidInput(
                "type", _("is that of the accounts above and below; it changes with them only")
            )
        if known.active and not account.active and known.in_role:
            raise InvalidInput("active", _plays_role(known.code))

    def _check_parent(self, account: Account) -> None:
        parent = self.by_id[account.parent_id]
        if parent.posted:
            raise InvalidInput(
                "parent",
                _("%(account)s has entries of its own, so none can stand below it; open a new one above")
                % {"account": parent.code},
            )
        if parent.in_role:
            raise InvalidInput("parent", _plays_role(parent.code))
        if parent.type != account.type:
            raise InvalidInput(
                "type", _("is not that of the account above, %(type)s") % {"type": parent.type}
            )
        if account.pk is not None and self._stands_above(account.pk, account.parent_id):
            raise InvalidInput("parent", _("stands below this account itself; choose another"))

    def _stands_above(self, account_id: int, below: int | None) -> bool:
        while below is not None and below != account_id:
            below = self.above.get(below)
        return below is not None
