"""A pivot as a page: what can be chosen, the table with its totals and the lists behind its cells, the chart."""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nonet.kit import charts
from nonet.kit.admin.lists.pivoting import Cell, Dimension, Key, Measure, Pivot, dimensions_of, measures_of
from nonet.kit.admin.lists.reading import Found
from nonet.kit.guarding import fact_of
from nonet.kit.show import number

SHOWN_ROWS, SHOWN_COLUMNS = 200, 60
CHART_ROWS, CHART_SERIES = 40, 8
CHARTS = {
    "bar": gettext_lazy("Bars"),
    "stacked": gettext_lazy("Stacked bars"),
    "line": gettext_lazy("Lines"),
    "pie": gettext_lazy("Shares"),
    "none": gettext_lazy("No chart"),
}
OWN = ("show", "by", "across", "measure", "chart", "sort", "columns", "view")


def pivot_context(found: Found) -> dict[str, Any]:
    """Return what the page of a pivot shows."""
    asked = found.asked
    dimensions, measures = dimensions_of(asked), measures_of(asked)
    by = _chosen(dimensions, asked.given.get("by", "")) or _first(dimensions)
    across = _chosen(dimensions, asked.given.get("across", ""))
    measure = _chosen(measures, asked.given.get("measure", "")) or _usual(measures)
    chart = asked.given.get("chart", "bar")
    context: dict[str, Any] = {
        "pivot_choices": {
            "by": [(each.code, each.label, each == by) for each in dimensions],
            "across": [(each.code, each.label, each == across) for each in dimensions],
            "measure": [(each.code, each.label, each == measure) for each in measures],
            "chart": [(code, label, code == chart) for code, label in CHARTS.items()],
        },
        "kept_by_pivot": [
            (name, ",".join(values))
            for name, values in asked.given.lists()
            if name not in ("by", "across", "measure", "chart", "page", "view")
        ],
    }
    if by is None:
        return context | {"nothing": _("There is nothing to turn this list by.")}
    try:
        return context | _drawn(Pivot(found, by, across if across != by else None, measure), chart)
    except Exception as error:
        fact = fact_of(error)
        if fact is None:
            raise
        return context | {"nothing": fact.message}


def _chosen(choices: Sequence[Any], code: str) -> Any:
    return next((each for each in choices if each.code == code), None)


def _first(dimensions: Sequence[Dimension]) -> Dimension | None:
    """Return what a list is turned by when nothing was said: its months, else whatever comes first."""
    return next((each for each in dimensions if each.step == "month"), dimensions[0] if dimensions else None)


def _usual(measures: Sequence[Measure]) -> Measure:
    """Return what is measured when nothing was said: the greatest total of a document, else the count."""
    return next((each for each in measures if each.code == "sum:gross_total"), measures[0])


def _drawn(pivot: Pivot, chart: str) -> dict[str, Any]:
    table = PivotTable(pivot)
    return {"pivot": table, "chart": table.chart(chart) if chart in CHARTS and chart != "none" else None}


class PivotTable:
    """A pivot as rows of text, with the address of the list behind each cell."""

    def __init__(self, pivot: Pivot) -> None:
        self.pivot, self.measure = pivot, pivot.measure
        rows, columns = pivot.sorted_rows(), pivot.sorted_columns()
        self.keys, self.columns = rows[:SHOWN_ROWS], columns[:SHOWN_COLUMNS]
        self.hidden_rows, self.hidden_columns = len(rows) - len(self.keys), len(columns) - len(self.columns)
        self.row_names = pivot.by.names([key[0] for key in self.keys])
        self.column_names = pivot.across.names(self.columns) if pivot.across is not None else {}

    @property
    def by_label(self) -> str:
        """Return what the rows are."""
        return self.pivot.by.label

    @property
    def measure_label(self) -> str:
        """Return what the cells hold."""
        return self.measure.label

    @property
    def heads(self) -> list[str]:
        """Return the headings of the columns."""
        return [self.column_names[each] for each in self.columns]

    def row_name(self, key: Key) -> str:
        """Return what a row is called: with its currency when there are several."""
        name = self.row_names[key[0]]
        return f"{name} · {key[1]}" if len(self.pivot.currencies) > 1 else name

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return the rows: name, cells with the lists behind them, total."""
        totals = self.pivot.totals(0)
        return [
            {
                "name": self.row_name(key),
                "address": self.link(key),
                "cells": [self._cell(key, column) for column in self.columns],
                "total": self.shown(totals[key], key[1]),
            }
            for key in self.keys
        ]

    def _cell(self, key: Key, column: Any) -> tuple[str, str]:
        cell = self.pivot.cells.get((key, column))
        return ("", "") if cell is None else (self.shown(cell, key[1]), self.link(key, column))

    @property
    def totals(self) -> list[dict[str, Any]]:
        """Return the rows of totals, one for each currency."""
        by_column, all_together = self.pivot.totals(1), self.pivot.totals(2)
        return [
            {
                "name": f"{_('Total')} · {currency}" if len(all_together) > 1 else _("Total"),
                "cells": [
                    self.shown(by_column.get((each, currency), Cell()), currency) for each in self.columns
                ],
                "total": self.shown(all_together[currency], currency),
            }
            for currency in sorted(all_together)
        ]

    def shown(self, cell: Cell, currency: str) -> SafeString | str:
        """Return the measure of a cell as text."""
        value = self.measure.value(cell)
        if value is None:
            return ""
        if self.measure.field is None:
            return f"{value:,}"
        return number(round(value, 6), self.measure.field, currency or None)

    def link(self, key: Key, column: Any = None) -> str:
        """Return the address of the list behind a cell, or behind a row."""
        parts = self.pivot.by.narrowed(key[0])
        if self.pivot.across is not None and column is not None:
            parts |= self.pivot.across.narrowed(column)
        if key[1] and "currency" in self.pivot.found.asked.filters:
            parts |= {"currency": f"={key[1]}"}
        return self.pivot.found.asked.link(OWN, **parts)

    def chart(self, kind: str) -> charts.Chart:
        """Return the chart of the pivot."""
        keys = self.keys[:CHART_ROWS]
        labels, title = [self.row_name(key) for key in keys], f"{self.measure.label} · {self.by_label}"
        decimals = 0 if self.measure.way == "count" else 2
        links = [self.link(key) for key in keys]
        totals = self.pivot.totals(0)
        whole = [self.measure.value(totals[key]) for key in keys]
        if kind == "pie":
            return charts.pie(title, labels, whole, decimals=decimals, links=links)
        series = self._series(keys) if self.columns else [charts.Series(self.measure.label, whole)]
        if kind == "line":
            return charts.lines(title, labels, series, decimals=decimals)
        way: charts.Way = "stacked" if kind == "stacked" else "upright"
        return charts.bars(title, labels, series, way=way, decimals=decimals, links=links)

    def _series(self, keys: Sequence[Key]) -> list[charts.Series]:
        cells = self.pivot.cells
        return [
            charts.Series(
                self.column_names[column],
                [self.measure.value(cells[key, column]) if (key, column) in cells else None for key in keys],
            )
            for column in self.columns[:CHART_SERIES]
        ]
