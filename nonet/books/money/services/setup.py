"""A company's books begin: its chart of accounts, which account plays which role, what each event posts."""

import datetime as dt
from collections.abc import Sequence

from nonet.books.money.charts import Chart, ChartAccount, Side, load_chart
from nonet.books.money.models import Account, AccountRole, PostingRule
from nonet.books.money.posting_rule_data import TYPE_ROLES, load_posting_rules
from nonet.books.money.selectors.company import company_books, forget_company
from nonet.books.money.selectors.rules import forget_rules
from nonet.books.money.services.periods import write_periods
from nonet.kernel import numbering, sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.verbs import verb

BEGINNING = dt.date(2000, 1, 1)
LANGUAGES = {"zh-hans": "name_zh_hans", "zh-hant": "name_zh_hant", "en": "name_en"}
PREFIXES = ["PY", "LC"]


@verb("money.install_chart")
def install_chart(
    chart_code: str,
    *,
    valid_from: dt.date = BEGINNING,
    years: Sequence[int] = (),
    industries: Sequence[str] = (),
) -> None:
    """Give the company its accounts, roles and posting rules, and the fiscal months of ``years``.

    What is there already stays as it is, so a second call only adds what is missing.

    Raises
    ------
    nonet.books.money.charts.ChartError
        When no chart has this code.
    """
    chart = load_chart(chart_code.replace("-", "_"), industries=frozenset(industries))
    accounts = _write_accounts(chart)
    _write_roles(chart, accounts, valid_from)
    _write_rules()
    write_periods(years)
    numbering.create_series(current_company_id(), PREFIXES)
    sql.execute("UPDATE kernel_company SET chart = %s WHERE id = %s", (chart.code, current_company_id()))
    forget_company()
    forget_rules()


def _write_accounts(chart: Chart) -> dict[str, int]:
    """Add the accounts that are missing, level by level; return all ids by code."""
    known = dict(Account.objects.values_list("code", "id"))
    missing = [each for each in chart.accounts if each.code not in known]
    while missing:
        ready = [each for each in missing if each.parent is None or each.parent in known]
        created = Account.objects.bulk_create([_account(each, known) for each in ready])
        known |= {each.code: each.pk for each in created}
        missing = [each for each in missing if each.code not in known]
    return known


def _account(each: ChartAccount, known: dict[str, int]) -> Account:
    names = {language: getattr(each, attribute) for language, attribute in LANGUAGES.items()}
    return Account(
        company_id=current_company_id(),
        code=each.code,
        name=names.get(company_books().language, each.name_en),
        names=names,
        type=each.type.value,
        is_debit=each.normal_side is Side.DEBIT,
        parent_id=known[each.parent] if each.parent else None,
        control=each.control,
        is_cash=each.cash,
        is_leaf=each.postable,
    )


def _write_roles(chart: Chart, accounts: dict[str, int], valid_from: dt.date) -> None:
    roles = [
        AccountRole(
            company_id=current_company_id(),
            role=role,
            account_id=accounts[account.code],
            valid_from=valid_from,
        )
        for role, account in chart.by_role.items()
    ]
    AccountRole.objects.bulk_create(roles, ignore_conflicts=True)


def _write_rules() -> None:
    """Write the posting rules; those over a whole type of accounts belong to the closing of a year, not to roles."""
    rules = [
        PostingRule(
            company_id=current_company_id(),
            event=rule.event,
            position=rule.sequence,
            is_debit=rule.side is Side.DEBIT,
            role=rule.role,
            amount_key=rule.amount_key,
            with_party=rule.party,
            valid_from=rule.valid_from,
        )
        for lines in load_posting_rules().values()
        if not any(line.role in TYPE_ROLES for line in lines)
        for rule in lines
    ]
    PostingRule.objects.bulk_create(rules, ignore_conflicts=True)
