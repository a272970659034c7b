"""Rows shown under a document."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models

from nonet.kit.show import is_number, show_value

SHOWN_LINES = 500


@dataclass(frozen=True)
class LineTable:
    """Rows shown under a document: a model, the name of its key to the document, and its columns.

    ``shows`` gives columns that are told otherwise than as their field is; ``related`` further references that these
    need; ``folded`` hides the table behind its title.
    """

    model: type[models.Model]
    key: str
    columns: tuple[str, ...]
    title: Any = ""
    order_by: tuple[str, ...] = ("id",)
    shows: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    related: tuple[str, ...] = ()
    folded: bool = False

    @cached_property
    def references(self) -> list[str]:
        """Return the columns that point to other rows, to be read with the lines in one statement."""
        fields = self.model._meta.fields
        return [
            *(each.name for each in fields if each.name in self.columns and each.is_relation),
            *self.related,
        ]

    def rows_of(self, document_id: int) -> list[models.Model]:
        """Return the first lines of a document."""
        manager: Any = self.model._default_manager
        found = manager.filter(**{f"{self.key}_id": document_id}).order_by(*self.order_by)
        return list(
            found.select_related(*self.references)[:SHOWN_LINES] if self.references else found[:SHOWN_LINES]
        )

    def shown(self, rows: Sequence[models.Model]) -> dict[str, Any]:
        """Return the table as its template wants it, without the columns that are empty in every line."""
        names = [each for each in self.columns if any(says_something(row, each) for row in rows)]
        fields: list[Any] = [self.model._meta.get_field(each) for each in names]
        return {
            "title": self.title or self.model._meta.verbose_name_plural,
            "heads": [(each.verbose_name, is_number(each)) for each in fields],
            "rows": [[self._cell(row, name) for name in names] for row in rows],
            "folded": self.folded,
            "capped": len(rows) >= SHOWN_LINES,
        }

    def _cell(self, row: Any, name: str) -> Any:
        return self.shows[name](row) if name in self.shows else show_value(row, name)


def says_something(row: models.Model, name: str) -> bool:
    """Return whether a field has a value worth showing; yes and no are always."""
    field = row._meta.get_field(name)
    value = getattr(row, getattr(field, "attname", name))
    return isinstance(value, bool) or bool(value)
