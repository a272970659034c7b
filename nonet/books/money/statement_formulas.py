"""Formulas of financial statements: what they are computed from, their grammar, and their evaluation.

A formula is a sum of terms joined by ` + ` and ` - `. Accounts are given by code or the beginning of a code; `!`
leaves some out again.

| term | amount |
|---|---|
| `L4`, `L1..L9` | other lines above, added up |
| `dr(1405 1407)`, `cr(2221 !222106)` | net debit (credit) of the accounts |
| `debit_balances(1122 2203)`, `credit_balances(...)` | per account and party, only those on that side (重分类) |
| `debit_side(222101)`, `credit_side(...)` | net of the accounts together, if on that side, else zero |
| `due_dr(1501)`, `due_cr(2501)` | net part that falls due within one year |
| `cash_in(op_sales)`, `cash_out(op_taxes)` | cash movements of cash flow items |
| `cash_opening()`, `cash_closing()` | balance of all cash accounts |
| `manual(basic_eps)` | an amount the books do not hold |
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from nonet.books.money.data import DataError

ZERO = Decimal(0)
_TERM = re.compile(r"([+-]) (?:L(\d+)(?:\.\.L(\d+))?|([a-z_]+)\(([^()]*)\))(?= |$)")


class FormulaError(DataError):
    """A formula cannot be read."""


class Column(StrEnum):
    """What an amount column shows: a balance on a day, or the movement of a time."""

    CLOSING = "closing"
    OPENING = "opening"
    PERIOD = "period"
    YEAR = "year"

    @property
    def is_balance(self) -> bool:
        """Tell whether the column shows balances and not turnovers."""
        return self in (Column.CLOSING, Column.OPENING)


@dataclass(frozen=True, slots=True)
class PartyBalance:
    """Net debit balance of one party on one account, at the start of the year and at the end of the period."""

    opening: Decimal = ZERO
    closing: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountBalance:
    """Figures of one account that takes entries (parents are summed from their details, never given).

    `opening_*` is the balance at the start of the financial year. `period_*` is the turnover of the period shown (a
    month, or the whole year), `year_*` that from the start of the year to the end of the period; both leave out the
    entries that close income and expenses (结转损益). `closed` is the net debit of those closing entries in the year.
    `parties` splits the balance by party; what the parties do not cover counts as one party more. `due_opening` and
    `due_closing` are the net debit parts that fall due within one year.
    """

    opening_debit: Decimal = ZERO
    opening_credit: Decimal = ZERO
    period_debit: Decimal = ZERO
    period_credit: Decimal = ZERO
    year_debit: Decimal = ZERO
    year_credit: Decimal = ZERO
    closed: Decimal = ZERO
    parties: Mapping[str, PartyBalance] = field(default_factory=dict)
    due_opening: Decimal = ZERO
    due_closing: Decimal = ZERO

    @property
    def opening(self) -> Decimal:
        """Net debit balance at the start of the year."""
        return self.opening_debit - self.opening_credit

    @property
    def period(self) -> Decimal:
        """Net debit turnover of the period."""
        return self.period_debit - self.period_credit

    @property
    def year(self) -> Decimal:
        """Net debit turnover from the start of the year to the end of the period."""
        return self.year_debit - self.year_credit

    @property
    def closing(self) -> Decimal:
        """Net debit balance at the end of the period."""
        return self.opening + self.year + self.closed


@dataclass(frozen=True, slots=True)
class CashMovement:
    """Money in less money out of one cash flow item, in the period and in the year to its end."""

    period: Decimal = ZERO
    year: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Balances:
    """What a statement is made from: accounts by code, cash movements by item, and amounts not in the books."""

    accounts: Mapping[str, AccountBalance] = field(default_factory=dict)
    cash: Mapping[str, CashMovement] = field(default_factory=dict)
    manual: Mapping[str, Mapping[Column, Decimal]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Term:
    """One signed part of a formula: lines `first` to `last` when `function` is `lines`, else a function of words."""

    sign: int
    function: str
    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    first: int = 0
    last: int = 0


def parse_formula(text: str) -> tuple[Term, ...]:
    """Read a formula as its terms; the grammar is the table at the head of this module."""
    rest = text if not text or text.startswith("- ") else f"+ {text}"
    terms: list[Term] = []
    while rest:
        match = _TERM.match(rest)
        if match is None:
            raise FormulaError(f"formula {text!r} cannot be read at {rest!r}")
        terms.append(_term(match))
        rest = rest[match.end() :].removeprefix(" ")
    return tuple(terms)


def _term(match: re.Match[str]) -> Term:
    sign = 1 if match[1] == "+" else -1
    if match[2]:
        return Term(sign, "lines", first=int(match[2]), last=int(match[3] or match[2]))
    if match[4] not in _FUNCTIONS:
        raise FormulaError(f"no function {match[4]!r}; there are {', '.join(_FUNCTIONS)}")
    words = match[5].split()
    kept = tuple(word for word in words if not word.startswith("!"))
    return Term(sign, match[4], kept, tuple(word[1:] for word in words if word.startswith("!")))


def term_amount(
    term: Term,
    balances: Balances,
    column: Column,
    lines: Mapping[int, Decimal],
    cash_accounts: Collection[str],
) -> Decimal:
    """Return the amount of a term with its sign; `lines` holds the lines evaluated before."""
    if term.function == "lines":
        numbers = range(term.first, term.last + 1)
        return term.sign * sum((lines[number] for number in numbers if number in lines), ZERO)
    if term.function in WHOLE_CASH_FUNCTIONS:
        term = Term(term.sign, term.function, tuple(cash_accounts))
    return term.sign * _FUNCTIONS[term.function](term, balances, column)


def _net(term: Term, balances: Balances, column: Column) -> Decimal:
    return sum((getattr(one, column.value) for one in _chosen(term, balances)), ZERO)


def _debit_side(term: Term, balances: Balances, column: Column) -> Decimal:
    return max(_net(term, balances, column), ZERO)


def _credit_side(term: Term, balances: Balances, column: Column) -> Decimal:
    return max(-_net(term, balances, column), ZERO)


def _debit_balances(term: Term, balances: Balances, column: Column) -> Decimal:
    return sum((max(net, ZERO) for one in _chosen(term, balances) for net in _party_nets(one, column)), ZERO)


def _credit_balances(term: Term, balances: Balances, column: Column) -> Decimal:
    return sum((max(-net, ZERO) for one in _chosen(term, balances) for net in _party_nets(one, column)), ZERO)


def _party_nets(account: AccountBalance, column: Column) -> Iterator[Decimal]:
    """Yield the balance of each party, and of what no party covers."""
    rest: Decimal = getattr(account, column.value)
    for party in account.parties.values():
        net: Decimal = getattr(party, column.value)
        rest -= net
        yield net
    yield rest


def _due(term: Term, balances: Balances, column: Column) -> Decimal:
    return sum((getattr(one, f"due_{column.value}") for one in _chosen(term, balances)), ZERO)


def _cash(term: Term, balances: Balances, column: Column) -> Decimal:
    found = (balances.cash[item] for item in term.words if item in balances.cash)
    return sum((getattr(movement, column.value) for movement in found), ZERO)


def _cash_opening(term: Term, balances: Balances, column: Column) -> Decimal:
    closing = _cash_closing(term, balances, column)
    return closing - sum((getattr(one, column.value) for one in _chosen(term, balances)), ZERO)


def _cash_closing(term: Term, balances: Balances, column: Column) -> Decimal:
    return sum((one.closing for one in _chosen(term, balances)), ZERO)


def _manual(term: Term, balances: Balances, column: Column) -> Decimal:
    return sum((balances.manual.get(word, {}).get(column, ZERO) for word in term.words), ZERO)


def _negative(function: "TermFunction") -> "TermFunction":
    return lambda term, balances, column: -function(term, balances, column)


def _chosen(term: Term, balances: Balances) -> Iterator[AccountBalance]:
    for code, balance in balances.accounts.items():
        if code.startswith(term.words) and not (term.without and code.startswith(term.without)):
            yield balance


TermFunction = Callable[[Term, Balances, Column], Decimal]

_FUNCTIONS: Mapping[str, TermFunction] = {
    "dr": _net,
    "cr": _negative(_net),
    "debit_balances": _debit_balances,
    "credit_balances": _credit_balances,
    "debit_side": _debit_side,
    "credit_side": _credit_side,
    "due_dr": _due,
    "due_cr": _negative(_due),
    "cash_in": _cash,
    "cash_out": _negative(_cash),
    "cash_opening": _cash_opening,
    "cash_closing": _cash_closing,
    "manual": _manual,
}
BALANCE_FUNCTIONS = ("debit_balances", "credit_balances", "due_dr", "due_cr")
ACCOUNT_FUNCTIONS = ("dr", "cr", "debit_side", "credit_side", *BALANCE_FUNCTIONS)
ITEM_FUNCTIONS = ("cash_in", "cash_out")
WHOLE_CASH_FUNCTIONS = ("cash_opening", "cash_closing")
TURNOVER_FUNCTIONS = (*ITEM_FUNCTIONS, *WHOLE_CASH_FUNCTIONS)
