"""Statements: the legal rows, worked figures, and the proof that no account of a chart falls through a layout."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from nonet.books.money.charts import CHARTS, Chart, load_chart
from nonet.books.money.statement_formulas import (
    AccountBalance,
    Balances,
    CashMovement,
    Column,
    FormulaError,
    PartyBalance,
    Term,
    parse_formula,
)
from nonet.books.money.statement_layouts import (
    STATEMENTS,
    LayoutError,
    StatementRow,
    evaluate,
    layout_faults,
    load_layout,
)

GENERAL = ("leasing", "agriculture", "construction", "oil_gas")  # the general forms have no lines for finance


def opening(amount: int) -> AccountBalance:
    """Make a balance at the start of the year, debit when positive."""
    return AccountBalance(opening_debit=Decimal(max(amount, 0)), opening_credit=Decimal(max(-amount, 0)))


def figures(
    start: int = 0,
    year: tuple[int, int] = (0, 0),
    period: tuple[int, int] = (0, 0),
    **parties: tuple[int, int],
) -> AccountBalance:
    """Make an account from its opening balance and its debit and credit turnovers."""
    return replace(
        opening(start),
        year_debit=Decimal(year[0]),
        year_credit=Decimal(year[1]),
        period_debit=Decimal(period[0]),
        period_credit=Decimal(period[1]),
        parties={name: PartyBalance(Decimal(a), Decimal(b)) for name, (a, b) in parties.items()},
    )


def shown(chart: str, statement: str, balances: Balances) -> dict[int | str, tuple[int, ...]]:
    """Evaluate a statement and return its amounts that are not zero by line number, and the check row."""
    rows = evaluate(load_layout(chart, statement), balances)
    found = {row.line.number: tuple(map(int, row.amounts)) for row in rows if any(row.amounts)}
    return {number: amounts for number, amounts in found.items() if number} | {"check": check(rows)}


def check(rows: list[StatementRow]) -> tuple[int, ...]:
    (row,) = [row for row in rows if row.line.kind == "check"]
    return tuple(map(int, row.amounts))


# A small trader's year: opening 100,000 in the bank, 50,000 of goods; customer A owes 30,000 and B has paid 10,000
# ahead; 40,000 are owed to S, and T holds 10,000 paid ahead. In the year: goods of 40,000 received and billed with
# VAT of 13 %, sales of 100,000 and VAT to A, cost 60,000, and so on down to income tax of 1,000.
SMALL_YEAR = Balances(
    accounts={
        "1002": figures(100_000, (100_100, 70_000), (40_000, 2_000)),
        "1122": figures(
            20_000, (113_000, 100_000), (33_900, 40_000), A=(30_000, 43_000), B=(-10_000, -10_000)
        ),
        "1405": figures(50_000, (40_000, 60_500), (0, 18_500)),
        "160105": figures(0, (12_000, 0)),
        "1602": figures(0, (0, 1_000)),
        "220201": figures(-30_000, (50_000, 45_200), S=(-40_000, -35_200), T=(10_000, 10_000)),
        "220202": figures(0, (40_000, 40_000)),
        "221101": figures(0, (6_000, 8_000)),
        "22210101": figures(0, (5_200, 0)),
        "22210107": figures(0, (0, 13_000), (0, 3_900)),
        "222114": figures(0, (0, 1_000)),
        "222116": figures(0, (0, 300)),
        "3001": figures(-140_000),
        "500101": figures(0, (0, 100_000), (0, 30_000)),
        "540101": figures(0, (60_000, 0), (18_000, 0)),
        "540303": figures(0, (300, 0)),
        "560101": figures(0, (8_000, 0)),
        "560103": figures(0, (2_000, 0), (2_000, 0)),
        "560205": figures(0, (1_000, 0)),
        "560302": figures(0, (0, 100)),
        "571102": figures(0, (500, 0), (500, 0)),
        "5801": figures(0, (1_000, 0)),
    },
    cash={
        "op_sales": CashMovement(Decimal(40_000), Decimal(100_000)),
        "op_other_in": CashMovement(Decimal(0), Decimal(100)),
        "op_purchases": CashMovement(Decimal(0), Decimal(-50_000)),
        "op_wages": CashMovement(Decimal(0), Decimal(-6_000)),
        "op_other_out": CashMovement(Decimal(-2_000), Decimal(-2_000)),
        "inv_assets": CashMovement(Decimal(0), Decimal(-12_000)),
    },
)


def test_the_worked_year_is_balanced():
    accounts = SMALL_YEAR.accounts.values()
    assert sum(one.opening for one in accounts) == sum(one.year for one in accounts) == 0
    assert sum(one.period for one in accounts) == 0


def test_small_balance_sheet_of_the_worked_year():
    assert shown("cn_small", "balance_sheet", SMALL_YEAR) == {
        1: (130_100, 100_000),
        4: (43_000, 30_000),  # A alone: what B has paid ahead is no negative receivable
        5: (10_000, 10_000),  # T
        9: (29_500, 50_000),
        12: (29_500, 50_000),
        15: (212_600, 190_000),
        18: (12_000, 0),
        19: (1_000, 0),
        20: (11_000, 0),
        29: (11_000, 0),
        30: (223_600, 190_000),
        33: (35_200, 40_000),  # S
        34: (10_000, 10_000),  # B
        35: (2_000, 0),
        36: (9_100, 0),
        41: (56_300, 50_000),
        47: (56_300, 50_000),
        48: (140_000, 140_000),
        51: (27_300, 0),
        52: (167_300, 140_000),
        53: (223_600, 190_000),
        "check": (0, 0),
    }


def test_small_income_statement_of_the_worked_year():
    assert shown("cn_small", "income_statement", SMALL_YEAR) == {
        1: (100_000, 30_000),
        2: (60_000, 18_000),
        3: (300, 0),
        6: (300, 0),
        11: (10_000, 2_000),
        13: (2_000, 2_000),
        14: (1_000, 0),
        18: (-100, 0),
        19: (-100, 0),
        21: (28_800, 10_000),
        24: (500, 500),
        30: (28_300, 9_500),
        31: (1_000, 0),
        32: (27_300, 9_500),
        "check": (0, 0),
    }


def test_small_cash_flow_of_the_worked_year():
    assert shown("cn_small", "cash_flow", SMALL_YEAR) == {
        1: (100_000, 40_000),
        2: (100, 0),
        3: (50_000, 0),
        4: (6_000, 0),
        6: (2_000, 2_000),
        7: (42_100, 38_000),
        12: (12_000, 0),
        13: (-12_000, 0),
        20: (30_100, 38_000),
        21: (100_000, 92_100),
        22: (130_100, 130_100),
        "check": (0, 0),
    }


def test_closing_the_books_changes_no_statement():
    accounts = {
        code: replace(one, closed=-one.year) if code.startswith("5") else one
        for code, one in SMALL_YEAR.accounts.items()
    }
    closed = replace(SMALL_YEAR, accounts=accounts | {"3103": AccountBalance(closed=Decimal(-27_300))})
    for statement in STATEMENTS:
        assert shown("cn_small", statement, closed) == shown("cn_small", statement, SMALL_YEAR)


def test_enterprise_balance_sheet_presents_tax_credits_allowances_and_what_falls_due():
    loan = replace(opening(-5_000), due_opening=Decimal(-2_000), due_closing=Decimal(-3_000))
    balances = {
        "1122": figures(1_000, A=(1_500, 1_500), B=(-500, -500)),
        "123101": opening(-100),
        "22210101": opening(400),
        "22210107": opening(-150),
        "222105": opening(60),
        "222102": opening(-90),
        "222115": opening(-20),
        "2204": opening(-700),
        "2501": loan,
        "4001": opening(4_600),
    }
    assert shown("cn_enterprise", "balance_sheet", Balances(accounts=balances)) == {
        5: (1_400, 1_400),
        13: (310, 310),  # 进项 400 less 销项 150, and 待认证 60
        14: (1_710, 1_710),
        34: (1_710, 1_710),
        40: (500, 500),
        41: (700, 700),
        43: (110, 110),
        46: (3_000, 2_000),
        48: (4_310, 3_310),
        49: (2_000, 3_000),
        59: (2_000, 3_000),
        60: (6_310, 6_310),
        61: (-4_600, -4_600),
        71: (-4_600, -4_600),
        72: (1_710, 1_710),
        "check": (0, 0),
    }


def test_enterprise_income_statement_down_to_comprehensive_income():
    balances = Balances(
        accounts={
            "600101": figures(0, (0, 900), (0, 500)),
            "600103": figures(0, (50, 0)),
            "640101": figures(0, (400, 0), (200, 0)),
            "660201": figures(0, (70, 0)),
            "660224": figures(0, (30, 0)),
            "660302": figures(0, (0, 5)),
            "670201": figures(0, (12, 0)),
            "6117": figures(0, (0, 7)),
            "680101": figures(0, (40, 0)),
            "400303": figures(0, (0, 11)),
        },
        manual={"basic_eps": {Column.YEAR: Decimal(3)}},
    )
    assert shown("cn_enterprise", "income_statement", balances) == {
        1: (500, 850),
        2: (200, 400),
        5: (0, 70),
        6: (0, 30),
        7: (0, -5),
        9: (0, 5),
        10: (0, 7),
        16: (0, -12),
        19: (300, 350),
        22: (300, 350),
        23: (0, 40),
        24: (300, 310),
        25: (300, 310),
        27: (0, 11),
        28: (0, 11),
        31: (0, 11),
        40: (300, 321),
        41: (0, 3),
        "check": (0, 0),
    }


def test_enterprise_cash_flow_joins_interest_and_dividends_and_shows_exchange():
    moves = {
        "op_sales": 900,
        "op_purchases": -300,
        "fin_interest": -20,
        "fin_dividends": -30,
        "fx_effect": -4,
    }
    balances = Balances(
        accounts={"1002": figures(100, (900, 354), (900, 354))},
        cash={item: CashMovement(Decimal(amount), Decimal(amount)) for item, amount in moves.items()},
    )
    rows = shown("cn_enterprise", "cash_flow", balances)
    assert (rows[4], rows[9], rows[10], rows[28], rows[32]) == (
        (900, 900),
        (300, 300),
        (600, 600),
        (50, 50),
        (-4, -4),
    )
    assert (rows[33], rows[34], rows[35], rows["check"]) == ((546, 546), (100, 100), (646, 646), (0, 0))


def test_international_statements_of_a_sale():
    balances = Balances(
        accounts={
            "1010": figures(0, (1_120, 0)),
            "1300": figures(0, (500, 300)),
            "1100": figures(0, (1_200, 1_120), A=(0, 100), B=(0, -20)),
            "2010": figures(0, (0, 500)),
            "2200": figures(0, (0, 200)),
            "4000": figures(0, (0, 1_050)),
            "4100": figures(0, (50, 0)),
            "5000": figures(0, (300, 0)),
        },
        cash={"op_sales": CashMovement(Decimal(0), Decimal(1_120))},
    )
    sheet = shown("international", "balance_sheet", balances)
    assert (sheet[1], sheet[2], sheet[6], sheet[16]) == ((1_120, 0), (100, 0), (200, 0), (1_420, 0))
    assert (sheet[18], sheet[20], sheet[21], sheet[35], sheet[38]) == (
        (500, 0),
        (20, 0),
        (200, 0),
        (700, 0),
        (1_420, 0),
    )
    income = shown("international", "income_statement", balances)
    assert (income[1], income[3], income[14]) == ((0, 1_000), (0, 700), (0, 700))
    assert shown("international", "cash_flow", balances)["check"] == (0, 0)


@pytest.mark.parametrize(
    ("chart", "statement", "form", "count"),
    [
        ("cn_small", "balance_sheet", "会小企01表", 53),
        ("cn_small", "income_statement", "会小企02表", 32),
        ("cn_small", "cash_flow", "会小企03表", 22),
        ("cn_enterprise", "balance_sheet", "会企01表", 72),
        ("cn_enterprise", "income_statement", "会企02表", 42),
        ("cn_enterprise", "cash_flow", "会企03表", 35),
    ],
)
def test_legal_forms_have_their_rows(chart: str, statement: str, form: str, count: int):
    layout = load_layout(chart, statement)
    assert layout.form == form
    assert max(line.number or 0 for line in layout.lines) == count


def test_columns_carry_their_legal_headings():
    def heads(chart: str, statement: str) -> list[str]:
        return [one.label_zh_hans for one in load_layout(chart, statement).columns]

    assert heads("cn_small", "balance_sheet") == ["期末余额", "年初余额"]
    assert heads("cn_small", "income_statement") == ["本年累计金额", "本月金额"]
    assert heads("cn_enterprise", "cash_flow") == ["本期金额", "本年累计金额"]


def leaves(chart: Chart, *, profit_and_loss: bool) -> Iterator[str]:
    """Yield the accounts of one half of the chart, but for capital and what no income statement of the year shows."""
    for account in chart.postable:
        fits = account.type.is_profit_and_loss or not profit_and_loss
        if fits and account.code not in (chart.by_role["capital"].code, "6901"):
            yield account.code


@pytest.mark.parametrize("code", CHARTS)
@pytest.mark.parametrize("amount", [100, -100])
def test_every_account_finds_its_place_in_the_balance_sheet(code: str, amount: int):
    chart = load_chart(code, industries=GENERAL)
    capital = chart.by_role["capital"].code
    layout = load_layout(code, "balance_sheet")
    for leaf in leaves(chart, profit_and_loss=False):
        balance = figures(amount, (0, 0), p=(amount + 30, amount + 30), q=(-50, -50))
        rows = evaluate(layout, Balances(accounts={leaf: balance, capital: opening(-amount)}))
        assert check(rows) == (0, 0), leaf


@pytest.mark.parametrize("code", CHARTS)
def test_what_falls_due_is_moved_and_not_lost(code: str):
    chart = load_chart(code, industries=GENERAL)
    capital = chart.by_role["capital"].code
    layout = load_layout(code, "balance_sheet")
    for leaf in leaves(chart, profit_and_loss=False):
        balance = replace(opening(100), due_opening=Decimal(40), due_closing=Decimal(70))
        assert check(evaluate(layout, Balances(accounts={leaf: balance, capital: opening(-100)}))) == (
            0,
            0,
        ), leaf


@pytest.mark.parametrize("code", CHARTS)
def test_every_account_finds_its_place_in_the_income_statement(code: str):
    layout = load_layout(code, "income_statement")
    for leaf in leaves(load_chart(code, industries=GENERAL), profit_and_loss=True):
        rows = evaluate(layout, Balances(accounts={leaf: figures(0, (100, 0), (30, 0))}))
        assert check(rows) == (0, 0), leaf


@pytest.mark.parametrize("code", CHARTS)
@pytest.mark.parametrize("statement", STATEMENTS)
def test_labels_are_complete_and_traditional(code: str, statement: str):
    simplified = set("应账汇设产净计费销税资债权业务损处发经银库顾预营润实额总长无为与现偿")
    for line in load_layout(code, statement).lines:
        assert line.label_zh_hans and line.label_en.isascii()
        assert not simplified & set(line.label_zh_hant)


@pytest.mark.parametrize(
    ("number", "change", "fault"),
    [
        (3, {"number": 4}, "line numbers do not run from 1 without a gap"),
        (3, {"formula": parse_formula("L4")}, "line 3 refers to line 4, which does not stand above it"),
        (15, {"formula": parse_formula("L9 + L10")}, "line 15 adds line 10, which is of_which"),
        (29, {"formula": parse_formula("L14..L16")}, "line 29 adds line 15, which is total"),
        (3, {"formula": parse_formula("dr(1199)")}, "line 3 names account 1199, which the chart lacks"),
        (3, {"formula": parse_formula("cash_in(op_sales)")}, "line 3 uses cash_in"),
    ],
)
def test_faults_of_a_layout_are_named(number: int, change: dict[str, object], fault: str):
    layout = load_layout("cn_small", "balance_sheet")
    lines = tuple(replace(line, **change) if line.number == number else line for line in layout.lines)
    assert fault in list(layout_faults(replace(layout, lines=lines), load_chart("cn_small")))


def test_unknown_layouts_are_refused():
    with pytest.raises(LayoutError, match="no layout 'poem' for chart 'cn_small'"):
        load_layout("cn_small", "poem")


def test_formulas_are_read():
    assert parse_formula("L1..L3 - dr(14 !1404) + manual(x)") == (
        Term(1, "lines", first=1, last=3),
        Term(-1, "dr", ("14",), ("1404",)),
        Term(1, "manual", ("x",)),
    )
    assert parse_formula("") == ()


@pytest.mark.parametrize("text", ["dr(1", "dr(1) cr(2)", "L1 * L2", "nothing(1)", "+ + L1"])
def test_formulas_that_make_no_sense_are_refused(text: str):
    with pytest.raises(FormulaError):
        parse_formula(text)
