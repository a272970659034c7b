"""The version of a row: a fingerprint of what it says, so that nobody overwrites what another wrote meanwhile.

It is made of the contents, not of a counter or of PostgreSQL's ``xmin``: it costs no column and no write, is the same
after a dump and restore, and a row that was changed and changed back counts as unchanged. The former versions kept by
the audit have fingerprints too, so a reader who comes too late is told what was changed since.
"""

import hashlib
from collections.abc import Collection, Sequence
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import NonetError
from nonet.kernel.history import Change, changes_of, event_model_of

UNVERSIONED = ("last_login", "last_used_at", "pinyin")
"""Columns that change without anybody having edited the row."""

Lines = tuple[type[models.Model], str]
"""Rows that belong to the version of another: their model, and the name of their key to it."""


class ChangedMeanwhile(NonetError):
    """The row is no longer what the caller had read."""

    code = "changed_meanwhile"

    def __init__(self, what: str, version: str, changes: Sequence[Change] = ()) -> None:
        who = sorted({each.user for each in changes if each.user})
        fields = sorted({name for each in changes for name in _names(each)})
        super().__init__(what=what, version=version, who=", ".join(who), fields=", ".join(fields))
        self.changes = tuple(changes)

    def template(self) -> str:
        if not self.params["who"]:
            return _(
                "%(what)s was changed since you opened it; look at it as it is now, then save your change again."
            )
        return _(
            "%(what)s was changed by %(who)s since you opened it (%(fields)s); look at it as it is now, then save"
            " your change again."
        )


def versions_of(
    model: type[models.Model], ids: Collection[int], lines: Sequence[Lines] = ()
) -> dict[int, str]:
    """Return the version of each row by its id: one statement, and one more for each kind of lines.

    Rows that the company at work has not are left out.
    """
    found = _prints(model, "id", ids)
    for child, key in lines:
        field: Any = child._meta.get_field(key)
        for owner, told in _prints(child, field.column, list(found)).items():
            found[owner] = hashlib.md5(f"{found[owner]}{told}".encode(), usedforsecurity=False).hexdigest()
    return found


def version_of(instance: models.Model, lines: Sequence[Lines] = ()) -> str:
    """Return the version of one row, as it is in the database now; empty when it is gone."""
    return versions_of(type(instance), [instance.pk], lines).get(instance.pk, "")


def require_version(instance: models.Model, version: str, lines: Sequence[Lines] = ()) -> None:
    """Lock a row until the transaction ends, and go on only while it still is what the caller has read.

    Raises
    ------
    ChangedMeanwhile
        Naming who changed which fields since; ``changes`` holds them in full.
    """
    model = _concrete(type(instance))
    sql.row(
        f'SELECT id FROM "{model._meta.db_table}" AS t WHERE {_where(model)} AND id = %(id)s FOR NO KEY UPDATE',
        {"company": current_company_id(), "id": instance.pk},
    )
    now = version_of(instance, lines)
    if now != version:
        raise ChangedMeanwhile(str(instance), now, changes_since(instance, version))


def changes_since(instance: models.Model, version: str) -> list[Change]:
    """Return what was changed of a row since it had a version, newest first; nothing when that version is unknown.

    A version made with lines is not found among those of the row alone: then the newest change is returned.
    """
    current: Any = type(instance)._base_manager.filter(pk=instance.pk).first()
    if current is None:
        return []
    changes = changes_of([current])
    former = _former_versions(type(instance), instance.pk)
    count = next((at for at, told in enumerate(former, start=1) if told == version), 1)
    return changes[:count]


def _names(change: Change) -> set[str]:
    """Return what people call the fields that were changed; columns that follow from others are left out."""
    model = apps.get_model(change.model)
    fields: list[Any] = [model._meta.get_field(each.field) for each in change.fields]
    return {str(each.verbose_name) for each in fields if each.editable}


def _concrete(model: type[models.Model]) -> type[models.Model]:
    return model._meta.concrete_model or model


def _has_company(model: type[models.Model]) -> bool:
    return any(field.name == "company" for field in model._meta.fields)


def _where(model: type[models.Model]) -> str:
    """Return the condition that keeps to the company at work; companies and users are shared tables."""
    return "t.company_id = %(company)s" if _has_company(model) else "%(company)s > 0"


def _prints(model: type[models.Model], key: str, ids: Collection[int]) -> dict[int, str]:
    """Return a fingerprint of the rows of each key; ``key`` is a column."""
    concrete = _concrete(model)
    found: list[Any] = sql.rows(
        f"SELECT t.\"{key}\" AS key, md5(string_agg((to_jsonb(t) - %(without)s::text[])::text, ',' ORDER BY t.id))"
        f' AS told FROM "{concrete._meta.db_table}" AS t'
        f' WHERE {_where(concrete)} AND t."{key}" = ANY(%(ids)s) GROUP BY t."{key}"',
        {"company": current_company_id(), "ids": list(ids), "without": list(UNVERSIONED)},
    )
    return {each.key: each.told for each in found}


def _former_versions(model: type[models.Model], row_id: int) -> list[str]:
    """Return the versions that a row had before, newest first."""
    event_model = event_model_of(model)
    if event_model is None:
        return []
    audit = [str(f.column) for f in event_model._meta.fields if str(f.column).startswith("pgh_")]
    found: list[Any] = sql.rows(
        "SELECT md5((to_jsonb(t) - %(without)s::text[])::text) AS told"
        f' FROM "{event_model._meta.db_table}" AS t WHERE {_where(_concrete(model))} AND t.pgh_obj_id = %(id)s'
        " ORDER BY t.pgh_id DESC LIMIT 200",
        {"company": current_company_id(), "id": row_id, "without": [*UNVERSIONED, *audit]},
    )
    return [each.told for each in found]
