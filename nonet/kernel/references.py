"""The proof behind ``BareKey``: every key that PostgreSQL does not watch points to a row of the same company."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model

from nonet.kernel.checks import Invariant
from nonet.kernel.fields import BareKey


def references_exist(app_label: str) -> Invariant:
    """Return the invariant that all bare keys of an app point to existing rows, drawn from its models."""
    parts = [part for model in apps.get_app_config(app_label).get_models() for part in _parts(model)]
    query = "\n    UNION ALL ".join(parts)
    return Invariant(
        f"{app_label}.references_exist",
        "What rows refer to exists in the same company.",
        f"SELECT * FROM (\n    {query}\n) AS missing",
    )


def _parts(model: type[Model]) -> Iterator[str]:
    """Yield one query for each bare key of a model: rows whose target is not there."""
    if not any(field.name == "company" for field in model._meta.fields):
        return
    for field in model._meta.local_fields:
        if isinstance(field, BareKey):
            target = field.related_model._meta
            own = any(each.name == "company" for each in target.fields)
            within = " AND t.company_id = s.company_id" if own else ""
            yield (
                f"SELECT '{model._meta.model_name}' AS what, s.id::text AS id, '{field.name}' AS reference,"
                f' s."{field.column}"::text AS missing FROM "{model._meta.db_table}" s'
                f' LEFT JOIN "{target.db_table}" t ON t."{target.pk.column}" = s."{field.column}"{within}'
                f' WHERE s.company_id = %(company)s AND s."{field.column}" IS NOT NULL'
                f' AND t."{target.pk.column}" IS NULL'
            )
