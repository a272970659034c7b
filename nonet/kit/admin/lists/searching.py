"""Finding documents by the beginning of their numbers, through indexes, whatever the number of rows.

One condition over several columns makes a database read a table from one end until enough is found, and all of it when
nothing is. So each column is asked by itself, for a few rows, in one statement; only a beginning that very many share
becomes a condition of its own.
"""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Q

FEW = 500


def beginning_with(rows: Any, names: Sequence[str], term: str) -> Q:
    """Return the condition that one of the columns begins with a term, as it was typed or in capitals."""
    branches = [(name, text) for name in names for text in dict.fromkeys((term, term.upper()))]
    found = _ids([_beginning(rows, name, text) for name, text in branches])
    wanted, ids = Q(), set[int]()
    for (name, text), few in zip(branches, found, strict=True):
        if len(few) > FEW:
            wanted |= Q(**{f"{name}__startswith": text})
        else:
            ids |= few
    return wanted | Q(pk__in=sorted(ids))


def _beginning(rows: Any, name: str, text: str) -> Any:
    """Return the rows that begin so; indexes leave out empty texts, so they are left out here in so many words."""
    found = rows.filter(**{f"{name}__startswith": text})
    is_text = isinstance(rows.model._meta.get_field(name), models.CharField | models.TextField)
    return found.exclude(**{name: ""}) if is_text else found


def _ids(parts: Sequence[Any]) -> list[set[int]]:
    """Return the first ids that each query finds, all read in one statement."""
    texts, params = [], []
    for number, each in enumerate(parts):
        try:
            inner, given = each.order_by().values_list("pk")[: FEW + 1].query.sql_with_params()
        except EmptyResultSet:
            continue
        texts.append(f"SELECT {number}, x.pk FROM ({inner}) AS x(pk)")
        params += given
    found: list[set[int]] = [set() for _ in parts]
    if texts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(texts), params)
            for number, pk in cursor.fetchall():
                found[number].add(pk)
    return found
