"""Layouts of the financial statements: the legal Chinese forms and plain ones, and their evaluation from balances.

A layout in `data/layouts` has a line per row: its number (行次), its label in three languages and a formula in the
grammar of `statement_formulas`. Every layout ends with a check row whose amounts must be zero: assets equal
liabilities and equity, the profit equals all profit and loss accounts, the cash flow ends at the cash in the books.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from nonet.books.money.cash_flow_items import load_cash_flow_items
from nonet.books.money.charts import INDUSTRIES, Chart, load_chart
from nonet.books.money.data import DataError, named, parse_list, read_rows
from nonet.books.money.statement_formulas import (
    ACCOUNT_FUNCTIONS,
    BALANCE_FUNCTIONS,
    ITEM_FUNCTIONS,
    TURNOVER_FUNCTIONS,
    ZERO,
    Balances,
    Column,
    Term,
    parse_formula,
    term_amount,
)

STATEMENTS = ("balance_sheet", "income_statement", "cash_flow")
KINDS = ("heading", "item", "of_which", "total", "check")


class LayoutError(DataError):
    """A statement layout contradicts itself or its chart; the message lists every fault found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutLine:
    """One row of a layout; headings and checks have no number, of-which rows (其中) enter no total."""

    number: int | None
    section: str
    kind: str
    indent: int
    label_zh_hans: str
    label_zh_hant: str
    label_en: str
    formula: tuple[Term, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutColumn:
    """One amount column with its heading."""

    column: Column
    label_zh_hans: str
    label_zh_hant: str
    label_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A statement of a chart: `form` is the legal name of the form, `cash_accounts` what counts as cash."""

    chart: str
    statement: str
    form: str
    title_zh_hans: str
    title_zh_hant: str
    title_en: str
    columns: tuple[LayoutColumn, ...]
    lines: tuple[LayoutLine, ...]
    cash_accounts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatementRow:
    """An evaluated line with an amount per column; a check row proves the statement when its amounts are zero."""

    line: LayoutLine
    amounts: tuple[Decimal, ...]


@cache
def load_layout(chart_code: str, statement: str) -> Layout:
    """Return the validated layout of `balance_sheet`, `income_statement` or `cash_flow` for a chart."""
    heads = {(row["chart"], row["statement"]): row for row in read_rows("layouts.csv")}
    if (chart_code, statement) not in heads:
        raise LayoutError(f"no layout {statement!r} for chart {chart_code!r}")
    head = heads[chart_code, statement]
    lines = tuple(_line(row) for row in read_rows(f"layouts/{chart_code}_{statement}.csv"))
    chart = load_chart(chart_code, industries=INDUSTRIES)
    layout = _layout(head, lines, chart)
    if faults := list(layout_faults(layout, chart)):
        raise LayoutError(f"{statement} of {chart_code}: " + "; ".join(faults))
    return layout


def evaluate(layout: Layout, balances: Balances) -> list[StatementRow]:
    """Return every line of the layout in order with an amount per column; headings have no amounts."""
    columns = [_column_amounts(layout, balances, one.column) for one in layout.columns]
    rows = zip(layout.lines, zip(*columns, strict=True), strict=True)
    return [StatementRow(line, () if line.kind == "heading" else amounts) for line, amounts in rows]


def _column_amounts(layout: Layout, balances: Balances, column: Column) -> list[Decimal]:
    totals: dict[int, Decimal] = {}
    amounts = []
    for line in layout.lines:
        parts = (term_amount(term, balances, column, totals, layout.cash_accounts) for term in line.formula)
        amounts.append(sum(parts, ZERO))
        if line.number is not None and line.kind != "of_which":
            totals[line.number] = amounts[-1]
    return amounts


def _layout(head: Mapping[str, str], lines: tuple[LayoutLine, ...], chart: Chart) -> Layout:
    return Layout(
        chart=chart.code,
        statement=head["statement"],
        form=head["form"],
        columns=tuple(_column(chart.code, name) for name in parse_list(head["columns"])),
        lines=lines,
        cash_accounts=chart.cash_codes,
        **named(head, "title"),
    )


def _column(chart_code: str, name: str) -> LayoutColumn:
    for row in read_rows("layout_columns.csv"):
        if (row["chart"], row["column"]) == (chart_code, name):
            return LayoutColumn(column=Column(name), **named(row, "label"))
    raise LayoutError(f"no heading for column {name!r} of chart {chart_code!r}")


def _line(row: Mapping[str, str]) -> LayoutLine:
    if row["kind"] not in KINDS:
        raise LayoutError(f"line {row['label_en']!r}: unknown kind {row['kind']!r}")
    return LayoutLine(
        number=int(row["line"]) if row["line"] else None,
        section=row["section"],
        kind=row["kind"],
        indent=int(row["indent"]),
        formula=parse_formula(row["formula"]),
        **named(row, "label"),
    )


def layout_faults(layout: Layout, chart: Chart) -> Iterator[str]:
    """Yield all that is wrong with a layout: numbers, references, words that the chart lacks, unfit functions."""
    yield from _number_faults(layout.lines)
    yield from _reference_faults(layout.lines)
    yield from _word_faults(layout.lines, chart)
    yield from _column_faults(layout)


def _number_faults(lines: Collection[LayoutLine]) -> Iterator[str]:
    numbers = [line.number for line in lines if line.number is not None]
    if numbers != list(range(1, len(numbers) + 1)):
        yield "line numbers do not run from 1 without a gap"


def _reference_faults(lines: Collection[LayoutLine]) -> Iterator[str]:
    """Yield lines that refer to later lines or to of-which lines, or whose ranges swallow a total."""
    seen: dict[int, str] = {}
    for line in lines:
        for term in line.formula:
            if term.function == "lines":
                yield from _range_faults(line, term, seen)
        if line.number is not None:
            seen[line.number] = line.kind


def _range_faults(line: LayoutLine, term: Term, seen: Mapping[int, str]) -> Iterator[str]:
    wrong = ("of_which",) if term.first == term.last else ("total",)
    for number in range(term.first, term.last + 1):
        if number not in seen:
            yield f"line {line.number} refers to line {number}, which does not stand above it"
        elif seen[number] in wrong:
            yield f"line {line.number} adds line {number}, which is {seen[number]}"


def _word_faults(lines: Collection[LayoutLine], chart: Chart) -> Iterator[str]:
    """Yield account codes and cash flow items that the chart does not have."""
    items = load_cash_flow_items(chart.code)
    for line in lines:
        for term in line.formula:
            for word in (*term.words, *term.without):
                if term.function in ACCOUNT_FUNCTIONS and not any(
                    code.startswith(word) for code in chart.by_code
                ):
                    yield f"line {line.number} names account {word}, which the chart lacks"
                if term.function in ITEM_FUNCTIONS and word not in items:
                    yield f"line {line.number} names cash flow item {word}, which the chart lacks"


def _column_faults(layout: Layout) -> Iterator[str]:
    """Yield functions that no column can answer: parties have balances only, cash moves only over a time."""
    balances = any(column.column.is_balance for column in layout.columns)
    unfit = TURNOVER_FUNCTIONS if balances else BALANCE_FUNCTIONS
    for line in layout.lines:
        yield from (
            f"line {line.number} uses {term.function}" for term in line.formula if term.function in unfit
        )
