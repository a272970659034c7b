"""All that the books of a company hold, in words: rows without ids, so that two companies' books can be compared."""

from collections import Counter
from typing import Any

from django.apps import apps
from django.db import models

from nonet.kernel.actor import current_company_id

BOOKS = ("orders", "stock", "money")
OWNERLESS = {"id", "company"}
SOURCES = {"invoice": "money.Invoice", "delivery": "orders.Delivery", "receipt": "orders.Receipt"}


class Content:
    """The rows of one company. What a row refers to stands in it, in words too; of a time only that there is one."""

    def __init__(self) -> None:
        self.company_id = current_company_id()
        self.known: dict[tuple[str, Any], str] = {}

    def of_books(self) -> dict[str, Counter[str]]:
        """Return the rows of every table of the books, in no order."""
        found = {}
        for model in self._tables():
            rows = model._base_manager.filter(company_id=self.company_id)
            found[model._meta.label] = Counter(self._told(row) for row in rows)
        return found

    def _tables(self) -> list[type[models.Model]]:
        owned = [model for app in BOOKS for model in apps.get_app_config(app).get_models()]
        told = [
            model
            for model in owned
            if not model._meta.proxy
            and any(field.name == "company" for field in model._meta.fields)
            and not model.__name__.endswith("Event")
        ]
        return [*told, apps.get_model("kernel.GaplessSeries")]

    def _told(self, row: models.Model) -> str:
        key = (row._meta.label, row.pk)
        if key not in self.known:
            self.known[key] = "…"
            fields = [field for field in row._meta.concrete_fields if field.name not in OWNERLESS]
            self.known[key] = repr({field.name: self._value(row, field) for field in fields})
        return self.known[key]

    def _value(self, row: models.Model, field: Any) -> Any:
        value = getattr(row, field.attname)
        if value is None:
            return None
        if field.is_relation:
            return self._referred(field.related_model, value)
        if field.name == "source_id" and getattr(row, "source", "") in SOURCES:
            return self._referred(apps.get_model(SOURCES[row.source]), value)  # type: ignore[attr-defined]
        if isinstance(field, models.DateTimeField):
            return "some time"
        return value

    def _referred(self, model: type[models.Model], pk: Any) -> str:
        if model._meta.app_label not in BOOKS:
            row = model._base_manager.get(pk=pk)
            return str(getattr(row, "code", row))
        return self._told(model._base_manager.get(pk=pk))
