"""What the page of a list shows, put together for its template."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from nonet.kernel.actor import current_actor
from nonet.kit.admin.lists.acting import MOST, actions_of
from nonet.kit.admin.lists.asking import SIZES, Asked
from nonet.kit.admin.lists.columns import Column
from nonet.kit.admin.lists.pivot_page import pivot_context
from nonet.kit.admin.lists.reading import CAP, Found
from nonet.kit.show import NOTHING, number, page_of
from nonet.kit.views.models import ListChoice, SavedView

NEAR = 2
MANY_FILTERS = 6


def context_of(found: Found, views: Sequence[SavedView], choice: ListChoice) -> dict[str, Any]:
    """Return the context of the page: the table with its totals and pages, or the pivot."""
    admin, asked = found.admin, found.asked
    body = pivot_context(found) if asked.shows_pivot else table_context(found)
    return {
        **admin.admin_site.each_context(found.request),
        "title": capfirst(str(admin.opts.verbose_name_plural)),
        "opts": admin.opts,
        "asked": asked,
        "tabs": found.tabs,
        "may_add": admin.has_add_permission(found.request),
        "addresses": {each: reverse(admin.page_name(each)) for each in ("changelist", "views", "columns")},
        "files": _files(found),
        "filters": _filters(asked),
        "kept": _kept(asked, ("q", "page")),
        "kept_by_filters": _kept_by_filters(asked),
        "views": views,
        "view": _view_at_work(asked, views),
        "opens_with": choice.view_id,
        "user_id": current_actor().user_id,
        "query_to_keep": asked.link(("view",)).lstrip("?"),
        "query_without_columns": asked.link(("columns",)).lstrip("?"),
        "chips": [(each, asked.link(each.names)) for each in asked.chips],
        "without_words": asked.link(("q",)),
        "without_filters": asked.link(
            ("q", *(name for each in asked.filters.values() for name in each.names))
        ),
        "way_table": asked.link(("show", "by", "across", "measure", "chart")),
        "way_pivot": asked.link(show="pivot"),
        **body,
        "refusals": [each.message for each in asked.refusals],
    }


def table_context(found: Found) -> dict[str, Any]:
    """Return what the table needs."""
    asked = found.asked
    shown = found.shown
    found.admin.prepare_rows(found.request, shown)
    ids = [each.pk for each in shown]
    known = {each.name: each.computed.values(ids) for each in asked.columns if each.computed is not None}
    return {
        "heads": [_head(found, each) for each in asked.columns],
        "rows": [_row(found, each, known) for each in shown],
        "totals": _totals(found),
        "count": found.count,
        "is_capped": found.is_capped,
        "cap_shown": f"{CAP:,}",
        "most": MOST,
        "actions": actions_of(found.admin, found.request),
        "column_choices": _column_choices(asked),
        "pages": _pages(found),
        "sizes": [(each, asked.link(size=each), each == asked.size) for each in SIZES],
    }


def _row(found: Found, row: Any, known: Any) -> dict[str, Any]:
    first, *others = found.asked.columns
    address = page_of(row)
    text = str(getattr(row, first.name)) if first.is_reference else first.cell(row, known)
    link = format_html('<a class="row-link" href="{}">{}</a>', address, text)
    cells = [f'<th scope="row" class="field-{first.name}">{link}</th>']
    cells += [_cell(each, each.cell(row, known)) for each in others]
    return {"pk": row.pk, "name": str(row), "cells": mark_safe("".join(cells))}


def _cell(column: Column, shown: Any) -> str:
    """Return a cell as HTML; fifty rows of them are put together faster here than in a template."""
    right, nothing = " right" * column.is_right, " list-nothing" * (shown == NOTHING)
    label = conditional_escape(capfirst(column.label))
    start = f'<td class="field-{column.name}{right}{nothing}" data-label="{label}">'
    return f"{start}{conditional_escape(shown)}</td>"


def _head(found: Found, column: Column) -> dict[str, Any]:
    """Return a heading: sorted which way, and the address that sorts by it, if it can be sorted by."""
    at = found.order[0].removeprefix("-") if found.order else ""
    here = column.field is not None and at in (column.sort_path, column.name)
    down = here and found.order[0].startswith("-")
    first = "-" if column.is_right or "Date" in type(column.field).__name__ else ""
    turned = column.name if down else f"-{column.name}"
    can = column.field is not None and (not found.is_capped or found.sorts_fast(column.name))
    link = found.asked.link(sort=turned if here else f"{first}{column.name}") if can else ""
    return {"column": column, "here": here, "down": down, "address": link}


def _totals(found: Found) -> list[dict[str, Any]]:
    """Return a row of totals for each currency; none when nothing shown can be added up, or too much was found."""
    summed = [each for each in found.asked.columns if each.is_summed]
    if not summed or found.is_capped or not found.totals.count:
        return []
    told = []
    for currency, sums in sorted(found.totals.sums.items()):
        cells = [
            (each, number(sums[each.name], each.field, currency or None) if each.name in sums else "")
            for each in found.asked.columns
        ]
        told.append({"currency": currency, "cells": cells})
    return told


def _column_choices(asked: Asked) -> list[dict[str, Any]]:
    shown = {each.name for each in asked.columns}
    rest = [each for each in asked.offered.values() if each.name not in shown]
    return [{"column": each, "shown": each.name in shown} for each in (*asked.columns, *rest)]


def _filters(asked: Asked) -> dict[str, Any]:
    declared = [
        each if isinstance(each, str) else getattr(each, "name", "") for each in asked.admin.list_filter
    ]
    widgets = {name: each.widget(asked.given) for name, each in asked.filters.items()}
    first = [each for name, each in widgets.items() if name in declared or each["is_set"]]
    rest = [each for each in widgets.values() if each not in first]
    return {"first": first, "rest": rest}


def _kept(asked: Asked, without: Sequence[str]) -> list[tuple[str, str]]:
    """Return the parts of the address that a form which sends others keeps."""
    return [(name, ",".join(values)) for name, values in asked.given.lists() if name not in without]


def _kept_by_filters(asked: Asked) -> list[tuple[str, str]]:
    own = [name for each in asked.filters.values() for name in each.names]
    return _kept(asked, (*own, "page"))


def _view_at_work(asked: Asked, views: Sequence[SavedView]) -> SavedView | None:
    given = asked.given.get("view", "")
    return next((each for each in views if str(each.pk) == given), None)


def _files(found: Found) -> list[tuple[str, str]]:
    query = found.asked.link()
    start = found.admin.page_name("export")
    return [
        (label, reverse(start, args=[ending]) + query)
        for ending, label in (("xlsx", _("Excel workbook (XLSX)")), ("csv", _("Text with commas (CSV)")))
    ]


def _pages(found: Found) -> list[tuple[str, str, bool]]:
    """Return the pages to go to: the first, the last, and those near the one shown."""
    here, last = found.page, found.pages
    if last == 1:
        return []
    near = {1, last, *range(max(1, here - NEAR), min(last, here + NEAR) + 1)}
    told, former = [], 0
    for each in sorted(near):
        if each > former + 1:
            told.append(("…", "", False))
        told.append((str(each), found.asked.link(page=each), each == here))
        former = each
    return told
