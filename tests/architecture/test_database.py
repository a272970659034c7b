"""The migrated database is what the models declare: columns, constraints, indexes and triggers."""

from collections.abc import Iterator

import pgtrigger
import pytest
from django.apps import apps
from django.db import connection, models

OURS = [
    model for model in apps.get_models() if model.__module__.startswith("nonet.") and not model._meta.proxy
]
pytestmark = pytest.mark.django_db


def declared_names(model: type[models.Model]) -> Iterator[str]:
    yield from (index.name for index in model._meta.indexes)
    yield from (str(constraint.name) for constraint in model._meta.constraints)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_columns_constraints_and_indexes_are_there(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        columns = {
            row.name for row in connection.introspection.get_table_description(cursor, model._meta.db_table)
        }
        found = set(connection.introspection.get_constraints(cursor, model._meta.db_table))
    assert columns == {field.column for field in model._meta.local_concrete_fields}
    assert set(declared_names(model)) - found == set()


def test_triggers_are_there_as_declared() -> None:
    wrong = [
        f"{model._meta.label}: {trigger.name}: {status}"
        for model, trigger in pgtrigger.registered()
        if (status := trigger.get_installation_status(model)[0]) != "INSTALLED"
    ]
    assert not wrong
