"""What can be exported: any list of rows, declared with a model or a selector; read as a stream."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from nonet.kernel.errors import NonetError
from nonet.kit.exporting.columns import ExportColumn, columns_of
from nonet.kit.exporting.writing import write_table

READ_AHEAD = 2_000


@dataclass(frozen=True, slots=True)
class Export:
    """A list that can be written to a file. Without ``names`` all fields of the model are its columns.

    ``rows`` yields rows of its own instead of the model's, in the order of ``columns``.
    """

    code: str
    title: str | Promise
    model: type[models.Model] | None = None
    names: Sequence[str] = ()
    filters: Mapping[str, Any] = field(default_factory=dict)
    order: Sequence[str] = ("pk",)
    columns: Sequence[ExportColumn] = ()
    rows: Callable[[], Iterator[Sequence[Any]]] | None = None


class ExportUnknown(NonetError):
    """There is no list of this name."""

    code = "export_unknown"

    def __init__(self, code: str, known: str) -> None:
        super().__init__(code=code, known=known)

    def template(self) -> str:
        return _("There is no list %(code)s to export; known: %(known)s.")


_exports: dict[str, Export] = {}


def install(exports: Sequence[Export]) -> None:
    """Make exports known; called once by the composition root."""
    for each in exports:
        _exports[each.code] = each


def exports() -> list[Export]:
    """Return all exports by code."""
    return [_exports[code] for code in sorted(_exports)]


def export_named(code: str) -> Export:
    """Return an export by its code; raises ``ExportUnknown`` naming those that there are."""
    if code not in _exports:
        raise ExportUnknown(code, ", ".join(sorted(_exports)))
    return _exports[code]


def export_to(export: Export, path: Path, zone: ZoneInfo | None = None) -> int:
    """Write an export of the company at work to a file; return the number of rows."""
    if export.rows is not None:
        return write_table(path, export.columns, export.rows(), zone)
    assert export.model is not None
    manager: Any = getattr(export.model, "objects", export.model._default_manager)
    found = manager.filter(**export.filters).order_by(*export.order)
    return write_query(path, found, columns_of(export.model, export.names), zone)


def write_query(
    path: Path, found: "QuerySet[Any]", columns: Sequence[ExportColumn], zone: ZoneInfo | None = None
) -> int:
    """Write what a list shows, filtered and sorted as it is, to a file; return the number of rows."""
    rows = found.values_list(*(each.path for each in columns)).iterator(chunk_size=READ_AHEAD)
    return write_table(path, columns, rows, zone)
