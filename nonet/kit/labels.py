"""Names of apps, models, fields and choices in the language at work, without a word in the models themselves.

A label is translated in the context of its model first (``money.Invoice`` · ``rate`` is 汇率), then without one
(``rate`` elsewhere). Migrations see the plain English labels, since Django compares them untranslated.
"""

import sys
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import AppConfig, apps
from django.db import models
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext, pgettext

APPS = "nonet."


def label_text(context: str, text: str) -> str:
    """Return a label in the language at work: its translation in ``context``, else its general one."""
    found = pgettext(context, text)
    return gettext(text) if found == text else found


_lazy_label = lazy(label_text, str)


def verb_name(code: str) -> str:
    """Return what a verb or permission is called: ``erp.confirm_sales_orders`` is Confirm sales orders."""
    return gettext(code.rpartition(".")[2].replace("_", " ").capitalize())


def code_name(code: str) -> str:
    """Return what a code that stands in a column is called: ``goods_received`` is 采购入库; English makes it a word."""
    return label_text("code", code.replace("_", " ").replace("-", " ").capitalize())


def own_apps() -> list[AppConfig]:
    """Return Nonet's own apps."""
    return [each for each in apps.get_app_configs() if each.name.startswith(APPS)]


def own_models() -> Iterator[type[models.Model]]:
    """Return Nonet's own models, the tables of former versions included."""
    for app in own_apps():
        yield from app.get_models()


_known: set[str] = set()


def translate_labels() -> None:
    """Make the default labels of all own apps, models, fields and choices translatable; called once, at the start."""
    for app in own_apps():
        app.verbose_name = _lazy(app.label, app.verbose_name)
    for model in own_models():
        _translate_model(model)


def all_labels() -> set[str]:
    """Return every default label in English, for the catalogue of messages."""
    return set(_known)


def _translate_model(model: type[models.Model]) -> None:
    meta: Any = model._meta
    context = _context(model)
    if context == meta.label:  # tables of former versions are shown nowhere by their own name
        meta.verbose_name = _lazy(context, meta.verbose_name)
        meta.verbose_name_plural = _lazy(context, meta.verbose_name_plural)
    for field in meta.local_fields + meta.local_many_to_many:
        field.verbose_name = _lazy(context, field.verbose_name)
        for each in (field, getattr(field, "base_field", None)):
            if each is not None and each.choices:
                each.choices = [(value, _lazy(context, text)) for value, text in each.choices]
    for enum in _enums(model):
        for member in enum:
            member._label_ = _lazy(context, member._label_)


def _lazy(context: str, text: Any) -> Any:
    """Return a plain label as a lazy one; what Django or a model has made translatable itself stays as it is."""
    if isinstance(text, Promise) and not _is_default_plural(text):
        return text
    plain = str(text)
    if plain and not plain.startswith("pgh"):
        _known.add(plain)
    return _lazy_label(context, plain)


def _is_default_plural(text: Any) -> bool:
    """Return whether Django made the text by adding an s to a plain name."""
    arguments: Any = getattr(text, "_args", ())
    return len(arguments) == 2 and arguments[0] == "{}s" and type(arguments[1]) is str


def _context(model: type[models.Model]) -> str:
    """Return the context of a model's labels; a table of former versions speaks as the table it follows."""
    tracked = getattr(model, "pgh_tracked_model", None)
    return str((tracked or model)._meta.label)


def _enums(model: type[models.Model]) -> Iterable[Any]:
    """Return the choices declared in a model, and those beside it that several models share."""
    beside = vars(sys.modules[model.__module__]).values()
    return [
        each
        for each in (*vars(model).values(), *beside)
        if isinstance(each, type) and issubclass(each, models.Choices) and each.__module__.startswith(APPS)
    ]
