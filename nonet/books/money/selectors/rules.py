"""Which entry an event makes, and which account plays which role: dated data, read once and remembered."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from nonet.books.money.errors import AccountMissing, RuleMissing
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

REMEMBERED_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of an event's entry."""

    is_debit: bool
    role: str
    amount_key: str
    with_party: bool
    valid_from: dt.date
    valid_until: dt.date | None


@dataclass(slots=True)
class RuleBook:
    """The posting rules and account roles of one company, with the answers already given."""

    by_event: dict[str, list[Rule]]
    by_role: dict[str, list[Any]]
    read_at: float
    found: dict[tuple[str, dt.date, Any, Any], int] = field(default_factory=dict)
    chosen: dict[tuple[str, dt.date], list[Rule]] = field(default_factory=dict)

    def rules(self, event: str, on: dt.date) -> list[Rule]:
        """Return the lines of the event's entry on a day, in order of position.

        Raises
        ------
        RuleMissing
            When no rule says what the event posts.
        """
        if (event, on) not in self.chosen:
            self.chosen[event, on] = [
                rule
                for rule in self.by_event.get(event, ())
                if rule.valid_from <= on and (rule.valid_until is None or on <= rule.valid_until)
            ]
            if not self.chosen[event, on]:
                raise RuleMissing(event, on)
        return self.chosen[event, on]

    def account(self, role: str, on: dt.date, qualifiers: Mapping[str, Any]) -> int:
        """Return the account that plays ``role`` on a day: narrowest qualifiers first, then the newest row.

        Raises
        ------
        AccountMissing
            When none does.
        """
        category, tax_code = qualifiers.get("category_id"), qualifiers.get("tax_code_id")
        key = (role, on, category, tax_code)
        if key not in self.found:
            self.found[key] = self._search(role, on, category, tax_code)
        return self.found[key]

    def _search(self, role: str, on: dt.date, category: int | None, tax_code: int | None) -> int:
        fitting = [
            row
            for row in self.by_role.get(role, ())
            if row.valid_from <= on
            and row.category_id in (None, category)
            and row.tax_code_id in (None, tax_code)
        ]
        if not fitting:
            raise AccountMissing(role)
        best = max(
            fitting,
            key=lambda row: (row.category_id is not None, row.tax_code_id is not None, row.valid_from),
        )
        return int(best.account_id)


_books: dict[int, RuleBook] = {}


def rule_book() -> RuleBook:
    """Return the rules and roles of the company at work; remembered a few seconds per process."""
    company_id = current_company_id()
    book = _books.get(company_id)
    if book is None or monotonic() - book.read_at > REMEMBERED_SECONDS:
        book = _books[company_id] = _read(company_id)
    return book


def forget_rules() -> None:
    """Drop what this process remembers; called when rules or roles change."""
    _books.clear()


def _read(company_id: int) -> RuleBook:
    by_event: dict[str, list[Rule]] = {}
    for each in sql.rows(
        "SELECT event, is_debit, role, amount_key, with_party, valid_from, valid_until FROM money_postingrule"
        " WHERE company_id = %s ORDER BY event, position",
        (company_id,),
    ):
        by_event.setdefault(each.event, []).append(Rule(*each[1:]))
    by_role: dict[str, list[Any]] = {}
    for each in sql.rows(
        "SELECT role, account_id, category_id, tax_code_id, valid_from FROM money_accountrole WHERE company_id = %s",
        (company_id,),
    ):
        by_role.setdefault(each.role, []).append(each)
    return RuleBook(by_event, by_role, monotonic())
