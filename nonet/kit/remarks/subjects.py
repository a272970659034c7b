"""What remarks are made on: a row of a company, known by its model and id, under the permission to read it."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models

from nonet.kernel.actor import require
from nonet.kernel.errors import DocumentMissing
from nonet.kernel.scoping import BookRow, CompanyOwned
from nonet.kit.remarks.errors import SubjectUnknown

Subject = tuple[str, int]


def subject_label(model: type[models.Model]) -> str:
    """Return the subject that a model's rows are, proxies as the table they show."""
    concrete = model._meta.concrete_model or model
    return str(concrete._meta.label_lower)


def model_of(subject: str) -> type[models.Model]:
    """Return the model of a subject; raises ``SubjectUnknown`` for tables that belong to no company."""
    try:
        model = apps.get_model(subject)
    except (LookupError, ValueError) as error:
        raise SubjectUnknown(subject) from error
    own = model.__module__.startswith("nonet.kit.") or model._meta.app_label in ("kernel", "notices")
    if own or not issubclass(model, CompanyOwned | BookRow) or hasattr(model, "pgh_tracked_model"):
        raise SubjectUnknown(subject)
    return model


def may_read(subject: str) -> None:
    """Raise ``PermissionMissing`` unless the user at work may read rows of this kind."""
    require(f"{model_of(subject)._meta.app_label}.read")


def present(subjects: Iterable[Subject]) -> dict[Subject, Any]:
    """Return the rows that the company at work has and the user may read; one statement for each kind."""
    by_kind: dict[str, set[int]] = {}
    for subject, id in subjects:
        by_kind.setdefault(subject, set()).add(id)
    found: dict[Subject, Any] = {}
    for subject, ids in by_kind.items():
        may_read(subject)
        manager = model_of(subject)._default_manager
        found |= {(subject, row.pk): row for row in manager.filter(pk__in=ids)}
    return found


def require_present(subject: str, id: int) -> Any:
    """Return one row; raises ``DocumentMissing`` when the company at work has none."""
    found = present([(subject, id)]).get((subject, id))
    if found is None:
        raise DocumentMissing(id)
    return found
