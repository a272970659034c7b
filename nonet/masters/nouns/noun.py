"""What is said of a master once, and what every face makes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import admin
from django.db.models import Model

from nonet.kernel.verbs import Service, verb
from nonet.kit.admin import MasterAdmin
from nonet.kit.api import Resource
from nonet.kit.exporting import Export
from nonet.kit.importing import Profile
from nonet.kit.printing import Print
from nonet.masters.nouns.columns import columns_of_plan
from nonet.masters.nouns.tags import Tag, print_of_tag
from nonet.masters.nouns.taking import taking
from nonet.masters.saving import InUse, Plan, Row, Saved, save_rows

Save = Service[..., Saved]


def saving_verb(plan: Plan) -> Save:
    """Return the verb ``app.save_<plural>`` that creates and changes rows of a plan's model."""
    words = str(plan.model._meta.verbose_name_plural)
    name = f"save_{words.replace(' ', '_')}"

    def save(*, rows: Sequence[Row], in_use: InUse | None = None) -> Saved:
        return save_rows(plan, rows, in_use)

    save.__name__ = name
    save.__doc__ = f"Create {words}, or change those whose {plan.key[-1]} is known."
    return verb(f"{plan.model._meta.app_label}.{name}")(save)


@dataclass(frozen=True, eq=False)
class Noun:
    """A master as all faces show it.

    ``plan`` says how its rows are saved, ``save`` by which verb; ``path`` is its name in addresses, imports and
    exports; ``columns`` are those of its list, ``filters`` narrow it, ``search`` finds in it; ``label`` is what is
    stuck on things.
    """

    plan: Plan
    save: Save
    path: str
    columns: Sequence[str]
    filters: Sequence[str] = ()
    search: Sequence[str] = ("code", "name")
    label: Tag | None = None

    @property
    def model(self) -> type[Model]:
        """Return the model."""
        return self.plan.model

    @property
    def title(self) -> Any:
        """Return what many of it are called, in the language at work."""
        return self.model._meta.verbose_name_plural

    @cached_property
    def admin(self) -> type[MasterAdmin]:
        """Return the page of the desk: list, form and history."""
        said = {
            "service": staticmethod(self.save),
            "key": self.plan.key,
            "list_display": tuple(self.columns),
            "list_filter": tuple(self.filters),
            "search_fields": tuple(self.search),
            "ordering": (self.columns[0],),
        }
        return type(f"{self.model.__name__}Admin", (MasterAdmin,), said)

    @property
    def resource(self) -> Resource:
        """Return the address in the API: read in pages, saved in batches."""
        fields = [
            each
            for name in self.plan.fields
            for each in ((name, f"{name}__code") if name in self.plan.references else (name,))
        ]
        return Resource(
            self.path,
            self.model,
            fields=fields,
            filters=(*self.plan.key, *self.filters),
            search=self.search,
            save=self.save,
            plan=self.plan,
        )

    @property
    def profile(self) -> Profile:
        """Return the import: a column for each field that a file can hold."""
        columns = columns_of_plan(self.plan)
        return Profile(
            self.path,
            self.path,
            self.title,
            columns,
            taking(self.save),
            chunk=1_000,
            verb=self.save.verb_code,
        )

    @property
    def export(self) -> Export:
        """Return the export, whose file the import takes."""
        return Export(self.path, self.title, self.model, self.plan.fields, order=self.plan.key)

    @property
    def prints(self) -> Sequence[Print]:
        """Return the form of its label, if it has one."""
        return () if self.label is None else (print_of_tag(self.model, self.label),)

    def show_on_desk(self) -> None:
        """Register the page with the desk; said in the room's ``admin.py``."""
        admin.site.register(self.model, self.admin)
