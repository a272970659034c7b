"""The words in which a room says what of it is offered to programs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from nonet.kernel.verbs import Service


@dataclass(frozen=True, slots=True)
class Lines:
    """Rows told with one document: a name in the answer, a model, its key to the document, its fields."""

    name: str
    model: type[models.Model]
    key: str
    fields: Sequence[str]
    order_by: Sequence[str] = ("id",)


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb offered as ``POST /<path>``; its body is made from the service's signature, its text from its docstring.

    ``creates`` says that refusals are told by position in what was sent, not by id.
    """

    path: str
    service: Service[..., Any]
    creates: bool = False

    @property
    def code(self) -> str:
        """Return the verb's code, which is also the permission to call it."""
        return self.service.verb_code


@dataclass(frozen=True, slots=True)
class Resource:
    """A model offered as ``/<path>``.

    ``fields`` are names of the model or paths through a reference (``party__code`` becomes ``party_code``);
    ``filters`` are fields to narrow by, dates as ``…_from`` and ``…_until``; ``where`` narrows a shared table to one
    kind; ``save`` is the verb that takes rows, with ``plan`` naming their fields; ``document`` is the code of the
    kernel's document type.
    """

    path: str
    model: type[models.Model]
    fields: Sequence[str]
    filters: Sequence[str] = ()
    search: Sequence[str] = ()
    where: Mapping[str, Any] = field(default_factory=dict)
    lines: Sequence[Lines] = ()
    verbs: Sequence[Verb] = ()
    save: Service[..., Any] | None = None
    plan: Any = None
    document: str = ""
    newest_first: bool = False
    permission: str = ""

    @property
    def read(self) -> str:
        """Return the permission to read: that of the book or master to which the table belongs."""
        concrete = self.model._meta.concrete_model or self.model
        return self.permission or f"{concrete._meta.app_label}.read"

    @property
    def title(self) -> str:
        """Return the resource's name in the API's own page."""
        return self.path.replace("-", " ").capitalize()
