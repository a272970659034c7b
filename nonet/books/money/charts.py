"""Charts of accounts: 小企业会计准则, 企业会计准则 and a plain international one, read from `data/charts`.

A chart is a template: a company's own accounts are made from it. Only accounts in force are loaded; rows with an end
date keep what a standard has replaced. Posting rules find accounts by `role`, so every chart carries every role of
`ROLES` on exactly one account that has no details below it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from types import MappingProxyType

from nonet.books.money.data import DataError, named, parse_date, parse_list, read_rows

ROLES: tuple[str, ...] = (
    "receivable", "payable", "bank", "cash", "inventory", "raw_material", "wip", "goods_in_transit",
    "goods_received_not_invoiced", "output_tax", "input_tax", "revenue", "service_revenue", "sales_return",
    "cost_of_sales", "purchase_variance", "inventory_gain", "inventory_loss", "stock_revaluation",
    "landed_cost_clearing", "customer_prepayment", "supplier_prepayment", "fx_gain", "fx_loss", "rounding",
    "retained_earnings", "profit_of_year", "profit_distribution", "capital", "opening_balance",
    "discount_given", "bad_debt", "depreciation_expense", "production_cost_absorbed", "scrap_loss",
)  # fmt: skip

CONTROLS: tuple[str, ...] = (
    "cash", "receivable", "payable", "customer_prepayment", "supplier_prepayment", "goods_received",
    "landed_cost", "inventory", "wip", "fixed_asset", "payroll", "tax",
)  # fmt: skip

AUX: tuple[str, ...] = ("party", "item", "department", "employee", "project", "order", "bank_account")

INDUSTRIES: tuple[str, ...] = (
    "bank", "securities", "insurance", "leasing", "agriculture", "construction", "oil_gas",
)  # fmt: skip


class ChartError(DataError):
    """A chart of accounts contradicts itself; the message lists every fault found."""


class AccountType(StrEnum):
    """Class of an account. `common` (共同类) and `cost` (成本类) exist only in Chinese charts."""

    ASSET = "asset"
    LIABILITY = "liability"
    COMMON = "common"
    EQUITY = "equity"
    COST = "cost"
    INCOME = "income"
    EXPENSE = "expense"

    @property
    def is_profit_and_loss(self) -> bool:
        """Tell whether accounts of this type are closed to the profit of the year."""
        return self in (AccountType.INCOME, AccountType.EXPENSE)


class Side(StrEnum):
    """The two sides of an entry."""

    DEBIT = "debit"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartInfo:
    """A chart that can be loaded, with its names."""

    code: str
    name_zh_hans: str
    name_zh_hant: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartAccount:
    """One account of a chart; `postable` accounts have no details below them."""

    code: str
    name_zh_hans: str
    name_zh_hant: str
    name_en: str
    type: AccountType
    normal_side: Side
    parent: str | None
    roles: tuple[str, ...]
    control: str
    cash: bool
    aux: tuple[str, ...]
    industries: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    postable: bool


@dataclass(frozen=True)
class Chart:
    """A validated chart of accounts, parents before their details."""

    info: ChartInfo
    accounts: tuple[ChartAccount, ...] = field(repr=False)

    @property
    def code(self) -> str:
        """Code of the chart, as in `CHARTS`."""
        return self.info.code

    @cached_property
    def by_code(self) -> Mapping[str, ChartAccount]:
        """Accounts by their code."""
        return MappingProxyType({account.code: account for account in self.accounts})

    @cached_property
    def by_role(self) -> Mapping[str, ChartAccount]:
        """The account of each role."""
        return MappingProxyType({role: account for account in self.accounts for role in account.roles})

    @property
    def first_level(self) -> tuple[ChartAccount, ...]:
        """Accounts without a parent: 一级科目 in Chinese charts."""
        return tuple(account for account in self.accounts if account.parent is None)

    @property
    def postable(self) -> tuple[ChartAccount, ...]:
        """Accounts that entries may be posted to."""
        return tuple(account for account in self.accounts if account.postable)

    @property
    def cash_codes(self) -> tuple[str, ...]:
        """Codes of cash and cash equivalents."""
        return tuple(account.code for account in self.accounts if account.cash)

    def path(self, code: str) -> tuple[ChartAccount, ...]:
        """Accounts from the first level down to `code`."""
        account = self.by_code[code]
        return (*(self.path(account.parent) if account.parent else ()), account)

    def full_name(self, code: str, language: str = "zh_hans") -> str:
        """Name with the names above it, as printed on a voucher: 应交税费—应交增值税—销项税额."""
        joint = " / " if language == "en" else "—"
        return joint.join(getattr(account, f"name_{language}") for account in self.path(code))


CHARTS: Mapping[str, ChartInfo] = MappingProxyType(
    {
        info.code: info
        for info in (
            ChartInfo(
                code="cn_small",
                name_zh_hans="小企业会计准则",
                name_zh_hant="小企業會計準則",
                name_en="China: Accounting Standards for Small Enterprises",
            ),
            ChartInfo(
                code="cn_enterprise",
                name_zh_hans="企业会计准则",
                name_zh_hant="企業會計準則",
                name_en="China: Accounting Standards for Business Enterprises",
            ),
            ChartInfo(
                code="international",
                name_zh_hans="国际通用",
                name_zh_hant="國際通用",
                name_en="International (IFRS-like)",
            ),
        )
    }
)


def load_chart(code: str, *, industries: Collection[str] = ()) -> Chart:
    """Return the chart `code` for an ordinary company, with the accounts of the industries asked for added."""
    return _load_chart(code, frozenset(industries))


@cache
def _load_chart(code: str, industries: frozenset[str]) -> Chart:
    if code not in CHARTS:
        raise ChartError(f"no chart of accounts {code!r}; there are {', '.join(CHARTS)}")
    if unknown := industries - set(INDUSTRIES):
        raise ChartError(f"no industry {', '.join(sorted(unknown))}; there are {', '.join(INDUSTRIES)}")
    accounts = [_account(code, row) for row in read_rows(f"charts/{code}.csv")]
    kept = [account for account in accounts if account.valid_to is None and _wanted(account, industries)]
    return build_chart(CHARTS[code], kept)


def build_chart(info: ChartInfo, accounts: Iterable[ChartAccount]) -> Chart:
    """Mark which accounts take entries and validate; raise `ChartError` with every fault."""
    accounts = tuple(accounts)
    parents = {account.parent for account in accounts}
    marked = tuple(replace(account, postable=account.code not in parents) for account in accounts)
    faults = [*_code_faults(marked), *_parent_faults(marked), *_word_faults(marked), *_role_faults(marked)]
    if faults:
        raise ChartError(f"chart {info.code}: " + "; ".join(faults))
    return Chart(info, marked)


def _wanted(account: ChartAccount, industries: frozenset[str]) -> bool:
    return not account.industries or bool(industries.intersection(account.industries))


def _account(chart: str, row: Mapping[str, str]) -> ChartAccount:
    try:
        return ChartAccount(
            code=row["code"],
            **named(row),
            type=AccountType(row["type"]),
            normal_side=Side(row["normal_side"]),
            parent=row["parent"] or None,
            roles=parse_list(row["role"]),
            control=row["control"],
            cash=row["cash"] == "true",
            aux=parse_list(row["aux"]),
            industries=parse_list(row["industry"]),
            valid_from=parse_date(row["valid_from"]),
            valid_to=parse_date(row["valid_to"]),
            postable=True,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ChartError(f"chart {chart}, account {row.get('code')!r}: {error}") from error


def _code_faults(accounts: tuple[ChartAccount, ...]) -> Iterable[str]:
    for code, count in Counter(account.code for account in accounts).items():
        if count > 1:
            yield f"account {code} stands {count} times"
        if not code.isdigit():
            yield f"account code {code!r} is not a number"


def _parent_faults(accounts: tuple[ChartAccount, ...]) -> Iterable[str]:
    seen: set[str] = set()
    for account in accounts:
        if account.parent and account.parent not in seen:
            yield f"account {account.code} has parent {account.parent}, which does not stand above it"
        if account.parent and (account.code == account.parent or not account.code.startswith(account.parent)):
            yield f"account {account.code} does not begin with the code of its parent {account.parent}"
        seen.add(account.code)


def _word_faults(accounts: tuple[ChartAccount, ...]) -> Iterable[str]:
    for account in accounts:
        if account.control and account.control not in CONTROLS:
            yield f"account {account.code} has unknown control {account.control!r}"
        for word in (*set(account.aux).difference(AUX), *set(account.industries).difference(INDUSTRIES)):
            yield f"account {account.code} has unknown word {word!r}"
        if not (account.name_zh_hans and account.name_zh_hant and account.name_en):
            yield f"account {account.code} lacks a name"


def _role_faults(accounts: tuple[ChartAccount, ...]) -> Iterable[str]:
    holders = [(role, account) for account in accounts for role in account.roles]
    counts = Counter(role for role, _ in holders)
    for role in ROLES:
        if counts[role] != 1:
            yield f"role {role} stands on {counts[role]} accounts instead of one"
    for role, account in holders:
        if role not in ROLES:
            yield f"account {account.code} has unknown role {role!r}"
        if not account.postable:
            yield f"account {account.code} has role {role} but also details below it"
