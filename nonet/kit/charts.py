"""Charts as plain figures for Plotly: labels and numbers are put in the language's form here, drawn in the browser.

``{% include "kit/chart.html" with chart=… %}`` shows one on any page of the desk; its figures stand below it as a table
for whoever cannot see it. Plotly itself is fetched when the first chart comes into view.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from django.utils.formats import number_format

Number = Decimal | int | None
Way = Literal["upright", "lying", "stacked"]


@dataclass(frozen=True, slots=True)
class Series:
    """One measure of a chart: its name and a number for each label; ``quiet`` marks what is only compared with."""

    name: str
    values: Sequence[Number]
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart ready for its template: the figure, and the same figures as a table. ``height`` is in pixels."""

    title: str
    figure: dict[str, Any]
    labels: list[str]
    series: list[Series]
    decimals: int = 0
    height: int = 240
    links: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to draw."""
        return not any(value for each in self.series for value in each.values)

    @property
    def rows(self) -> list[list[str]]:
        """Return the figures as rows of text: label, then a number for each series."""
        return [
            [label, *(shown(each.values[at], self.decimals) for each in self.series)]
            for at, label in enumerate(self.labels)
        ]


def bars(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    way: Way = "upright",
    decimals: int = 0,
    links: Sequence[str] = (),
) -> Chart:
    """Return a bar chart; lying bars read from top to bottom. ``links`` are the pages behind the labels."""
    lying = way == "lying"
    traces = [_bar(labels, each, lying, decimals) for each in series]
    layout: dict[str, Any] = {"barmode": "relative" if way == "stacked" else "group"}
    layout["yaxis" if lying else "xaxis"] = {"type": "category"} | (
        {"autorange": "reversed"} if lying else {}
    )
    height = 60 + 28 * len(labels) if lying else 240
    return _chart(title, traces, layout, labels, series, decimals, height, links)


def lines(title: str, labels: Sequence[str], series: Sequence[Series], *, decimals: int = 0) -> Chart:
    """Return a line chart over labels in their order."""
    traces = [_line(labels, each, decimals) for each in series]
    return _chart(title, traces, {"xaxis": {"type": "category"}}, labels, series, decimals)


def pie(
    title: str,
    labels: Sequence[str],
    values: Sequence[Number],
    *,
    decimals: int = 0,
    links: Sequence[str] = (),
) -> Chart:
    """Return a ring of shares; nothing negative can be shown so."""
    series = Series(title, values)
    trace = {
        "type": "pie",
        "hole": 0.62,
        "labels": list(labels),
        "values": [max(0.0, float(each or 0)) for each in values],
        "text": [shown(each, decimals) for each in values],
        "textinfo": "percent",
        "hovertemplate": "%{label}<br>%{text} · %{percent}<extra></extra>",
        "sort": False,
    }
    return _chart(title, [trace], {}, labels, [series], decimals, links=links)


def shown(value: Number, decimals: int = 0) -> str:
    """Return a number as the language at work writes it."""
    return (
        "" if value is None else number_format(round(Decimal(value), decimals), decimals, force_grouping=True)
    )


def _bar(labels: Sequence[str], series: Series, lying: bool, decimals: int) -> dict[str, Any]:
    along, across = ("y", "x") if lying else ("x", "y")
    return _trace(series, decimals) | {
        "type": "bar",
        "orientation": "h" if lying else "v",
        along: list(labels),
        across: _plain(series.values),
        "textposition": "none",
        "hovertemplate": "%{" + along + "}<br>%{text}",
    }


def _line(labels: Sequence[str], series: Series, decimals: int) -> dict[str, Any]:
    return _trace(series, decimals) | {
        "type": "scatter",
        "mode": "lines",
        "x": list(labels),
        "y": _plain(series.values),
        "hovertemplate": "%{x}<br>%{text}",
        "line": {"width": 1.5, "dash": "dot"} if series.quiet else {"width": 2.5},
    }


def _trace(series: Series, decimals: int) -> dict[str, Any]:
    text = [shown(each, decimals) for each in series.values]
    return {"name": series.name, "text": text, "meta": {"quiet": series.quiet}}


def _plain(values: Sequence[Number]) -> list[float | None]:
    return [None if each is None else float(each) for each in values]


def _chart(
    title: str,
    traces: list[dict[str, Any]],
    layout: dict[str, Any],
    labels: Sequence[str],
    series: Sequence[Series],
    decimals: int,
    height: int = 240,
    links: Sequence[str] = (),
) -> Chart:
    figure = {
        "data": traces,
        "layout": layout | {"showlegend": len(series) > 1 or traces[0]["type"] == "pie"},
    }
    return Chart(title, figure, list(labels), list(series), decimals, height, list(links))
