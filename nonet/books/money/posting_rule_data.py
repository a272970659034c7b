"""Default posting rules and tax codes, read from `data` as dated rows.

A posting event names amounts (`net`, `tax`, `gross`); each of its rules writes one amount on one side of the
account that holds a role. An amount that is not given is zero and writes nothing. A negative amount turns its line
to the other side: a bill below the received value credits the purchase variance. The role `@income` or `@expense`
stands for every account of that type with its own balance, as the closing of a year needs them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import groupby
from types import MappingProxyType

from nonet.books.money.charts import ROLES, Side
from nonet.books.money.data import DataError, in_force, named, parse_date, read_rows

TYPE_ROLES = ("@income", "@expense")
TAX_KINDS = (
    "standard",
    "reduced",
    "simplified",
    "zero",
    "exempt",
    "export_refund",
    "import",
    "reverse_charge",
    "out_of_scope",
)


class PostingRuleError(DataError):
    """A posting event cannot balance or names what does not exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingEvent:
    """Something that is posted; `identity` ties amounts that are not simply equal: gross = net + tax."""

    code: str
    name_zh_hans: str
    name_zh_hant: str
    name_en: str
    identity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingRule:
    """One line of an event's entry; with `party` the line carries the party of the document."""

    event: str
    valid_from: date
    sequence: int
    side: Side
    role: str
    amount_key: str
    party: bool
    description_zh_hans: str
    description_zh_hant: str
    description_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxCode:
    """A tax as a country has it; `rate` and `refund_rate` are per cent, `use` is sale, purchase or both."""

    code: str
    name_zh_hans: str
    name_zh_hant: str
    name_en: str
    country: str
    kind: str
    use: str
    rate: Decimal
    refund_rate: Decimal | None
    deductible: bool
    reverse_charge: bool
    valid_from: date | None
    valid_to: date | None


@cache
def load_posting_events() -> Mapping[str, PostingEvent]:
    """Return the events that can be posted, by code."""
    rows = read_rows("posting_events.csv")
    return MappingProxyType(
        {
            row["event"]: PostingEvent(code=row["event"], **named(row), identity=row["identity"])
            for row in rows
        }
    )


@cache
def load_posting_rules(on: date | None = None) -> Mapping[str, tuple[PostingRule, ...]]:
    """Return the rules of each event in force on a day, in sequence; without a day, the latest ones."""
    rules = [_rule(row) for row in read_rows("posting_rules.csv")]
    kept = [rule for rule in rules if on is None or rule.valid_from <= on]
    grouped = groupby(sorted(kept, key=lambda rule: rule.event), key=lambda rule: rule.event)
    latest = {event: _latest(tuple(group)) for event, group in grouped}
    if faults := list(posting_rule_faults(latest, load_posting_events())):
        raise PostingRuleError("; ".join(faults))
    return MappingProxyType(latest)


@cache
def load_tax_codes(country: str | None = None, on: date | None = None) -> Mapping[str, TaxCode]:
    """Return tax codes by code, of one country or all, in force on a day; without a day, the open-ended."""
    codes = (_tax_code(row) for row in read_rows("tax_codes.csv"))
    return MappingProxyType(
        {
            one.code: one
            for one in codes
            if (country is None or one.country in (country, ""))
            and in_force(one.valid_from, one.valid_to, on)
        }
    )


def posting_rule_faults(
    rules: Mapping[str, tuple[PostingRule, ...]], events: Mapping[str, PostingEvent]
) -> Iterable[str]:
    """Yield what is wrong: unknown events and roles, and events whose debits cannot equal their credits."""
    for event, lines in rules.items():
        if event not in events:
            yield f"posting rules for unknown event {event}"
            continue
        for line in lines:
            if line.role not in (*ROLES, *TYPE_ROLES):
                yield f"event {event}, line {line.sequence}: unknown role {line.role!r}"
        if not _balances(lines, events[event].identity):
            yield f"event {event}: debits and credits are not equal"


def _balances(lines: tuple[PostingRule, ...], identity: str) -> bool:
    return balances(((1 if line.side is Side.DEBIT else -1, line.amount_key) for line in lines), identity)


def balances(lines: Iterable[tuple[int, str]], identity: str) -> bool:
    """Tell whether amounts, debits as 1 and credits as -1, cancel out whatever they are, given what ties them."""
    surplus = _signed(lines)
    tie = parse_identity(identity)
    return surplus in ({}, tie, {key: -count for key, count in tie.items()})


def parse_identity(identity: str) -> dict[str, int]:
    """Read `gross = net + tax` as the signed amounts that add up to zero: gross 1, net -1, tax -1."""
    if not identity:
        return {}
    left, right = identity.split("=")
    words = f"+ {right.strip()}".split()
    signs = [-1 if sign == "+" else 1 for sign in words[0::2]]
    return _signed([(1, left.strip()), *zip(signs, words[1::2], strict=True)])


def _signed(terms: Iterable[tuple[int, str]]) -> dict[str, int]:
    totals: Counter[str] = Counter()
    for sign, key in terms:
        totals[key] += sign
    return {key: count for key, count in totals.items() if count}


def _latest(rules: tuple[PostingRule, ...]) -> tuple[PostingRule, ...]:
    newest = max(rule.valid_from for rule in rules)
    in_use = (rule for rule in rules if rule.valid_from == newest)
    return tuple(sorted(in_use, key=lambda rule: rule.sequence))


def _rule(row: Mapping[str, str]) -> PostingRule:
    return PostingRule(
        event=row["event"],
        valid_from=date.fromisoformat(row["valid_from"]),
        sequence=int(row["sequence"]),
        side=Side(row["side"]),
        role=row["role"],
        amount_key=row["amount_key"],
        party=row["party"] == "true",
        **named(row, "description"),
    )


def _tax_code(row: Mapping[str, str]) -> TaxCode:
    if row["kind"] not in TAX_KINDS:
        raise DataError(f"tax code {row['code']}: unknown kind {row['kind']!r}")
    return TaxCode(
        code=row["code"],
        **named(row),
        country=row["country"],
        kind=row["kind"],
        use=row["use"],
        rate=Decimal(row["rate"]),
        refund_rate=Decimal(row["refund_rate"]) if row["refund_rate"] else None,
        deductible=row["deductible"] == "true",
        reverse_charge=row["reverse_charge"] == "true",
        valid_from=parse_date(row["valid_from"]),
        valid_to=parse_date(row["valid_to"]),
    )
