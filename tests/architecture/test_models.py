"""Laws of the house that imports do not show: foreign keys by name, managers, database names."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from nonet.kernel.scoping import CompanyManager
from tests.architecture.migrations import missing_changes

LAYERS = ["engines", "kernel", "kit", "masters", "books", "systems", "flows", "guide", "faces", "config"]
BOOKS = ["orders", "stock", "money"]

OURS = [model for model in apps.get_models() if model.__module__.startswith("nonet.")]


def home(model: type[models.Model]) -> tuple[str, str]:
    """Return the layer and the package that a model lives in."""
    config = apps.get_app_config(model._meta.app_label)
    parts = [*config.name.split("."), ""]
    return parts[1], parts[2]


def references() -> Iterator[tuple[type[models.Model], str, type[models.Model]]]:
    for model in OURS:
        for field in model._meta.get_fields():
            target = field.related_model
            if field.is_relation and not field.auto_created and isinstance(target, type) and target in OURS:
                yield model, field.name, target


def test_no_foreign_key_points_up() -> None:
    found = []
    for model, name, target in references():
        (layer, package), (other_layer, other) = home(model), home(target)
        if LAYERS.index(other_layer) > LAYERS.index(layer):
            found.append(f"{model._meta.label}.{name} → {target._meta.label}")
        if layer == other_layer == "books" and BOOKS.index(other) > BOOKS.index(package):
            found.append(f"{model._meta.label}.{name} → {target._meta.label}")
    assert not found


def test_no_foreign_key_between_two_systems() -> None:
    found = [
        f"{model._meta.label}.{name} → {target._meta.label}"
        for model, name, target in references()
        if home(model)[0] == home(target)[0] == "systems" and home(model)[1] != home(target)[1]
    ]
    assert not found


def company_rows() -> list[type[models.Model]]:
    return [
        model
        for model in OURS
        if any(field.name == "company" for field in model._meta.fields)
        and not hasattr(model, "pgh_tracked_model")
    ]


@pytest.mark.parametrize("model", company_rows(), ids=lambda model: model._meta.label)
def test_a_company_s_rows_are_seen_by_that_company_only(model: type[models.Model]) -> None:
    assert isinstance(model._default_manager, CompanyManager), "a query without a company must fail"


def test_migrations_are_complete() -> None:
    from django.utils import translation

    with translation.override(None):
        assert not missing_changes()
