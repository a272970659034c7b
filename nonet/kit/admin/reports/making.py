"""A report made for one request: filters read, rows computed, figures summed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms

from nonet.kernel.actor import require
from nonet.kit.admin.reports.declaring import Column, Report
from nonet.kit.admin.tasks.declaring import Asked, kinds
from nonet.kit.admin.tasks.filling import given_value, make_form
from nonet.kit.guarding import fact_of

MOST_ROWS = 5_000


@dataclass(slots=True)
class Made:
    """A report with its filters as a form, its columns and rows, and the fact that stands against it, if any."""

    report: Report
    form: forms.Form
    values: dict[str, Any]
    columns: list[Column] = field(default_factory=list)
    rows: list[Any] = field(default_factory=list)
    fact: str = ""

    @property
    def capped(self) -> bool:
        """Return whether there are more rows than a page shows."""
        return len(self.rows) > MOST_ROWS

    def totals(self) -> list[Any]:
        """Return the sums, by column; nothing where a column is not summed. No sums without a column to sum."""
        if not any(each.total for each in self.columns):
            return []
        return [self._sum(each) if each.total else None for each in self.columns]

    def _sum(self, column: Column) -> Decimal:
        return sum((column.of(row) or Decimal(0) for row in self.rows), Decimal(0))


def make_report(report: Report, given: Mapping[str, Any]) -> Made:
    """Compute a report from what an address gives; asks for the permission to read it."""
    require(report.read)
    asked = Asked((), dict(given))
    initial = {each.name: given_value(given, each, asked) for each in report.filters}
    data = {name: value for name, value in initial.items() if value is not None}
    form = make_form(report.filters, kinds(report.filters, None), initial=initial)
    texts = {name: form.fields[name].prepare_value(value) for name, value in data.items()}
    form = make_form(report.filters, kinds(report.filters, None), data=texts)
    made = Made(report, form, {})
    if form.is_valid():
        made.values = form.cleaned_data
        _compute(made)
    return made


def _compute(made: Made) -> None:
    try:
        made.columns = made.report.columns_for(made.values)
        made.rows = list(made.report.rows(made.values))
    except Exception as error:
        fact = fact_of(error)
        if fact is None:
            raise
        made.fact = fact.message


def plain_rows(made: Made) -> Sequence[Sequence[Any]]:
    """Return the rows as values, for files and programs."""
    return [[column.of(row) for column in made.columns] for row in made.rows]
