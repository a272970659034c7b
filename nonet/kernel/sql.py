"""Set-based SQL for the hot paths: prepared on the server, inside Django's own connection and transaction.

The ORM serves reads and masters. A verb over thousands of documents is a few statements over arrays; those go
through here, so that they are planned once per connection, and so that tests can count them. JSON columns come
as text, as Django has them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from nonet.kernel.prepared import Params, array, session

Row = Any

_listeners: ContextVar[tuple[Callable[[str], None], ...]] = ContextVar("nonet_sql_listeners", default=())


def rows(statement: str, params: Params = (), *, using: str = DEFAULT_DB_ALIAS) -> list[Row]:
    """Run one statement and return its rows as named tuples; an empty list when it returns none.

    Raises
    ------
    django.db.Error
        The subclass Django would raise, so that callers see one family of errors.
    """
    wrapper = _connection(statement, using)
    with wrapper.wrap_database_errors:
        here = session(wrapper.connection)
        return here.rows(here.run(statement, params, wrapper.connection.autocommit))


def row(statement: str, params: Params = (), *, using: str = DEFAULT_DB_ALIAS) -> Row | None:
    """Run one statement and return its first row as a named tuple, or None."""
    found = rows(statement, params, using=using)
    return found[0] if found else None


def execute(statement: str, params: Params = (), *, using: str = DEFAULT_DB_ALIAS) -> int:
    """Run one statement and return the number of rows it touched."""
    wrapper = _connection(statement, using)
    with wrapper.wrap_database_errors:
        here = session(wrapper.connection)
        return here.run(statement, params, wrapper.connection.autocommit).command_tuples or 0


def _connection(statement: str, using: str) -> Any:
    wrapper = connections[using]
    wrapper.ensure_connection()
    wrapper.validate_no_broken_transaction()
    for listener in _listeners.get():
        listener(statement)
    return wrapper


@contextmanager
def counting() -> Iterator[list[str]]:
    """Yield a list to which every statement of the block is added, the ORM's and this module's alike."""
    seen: list[str] = []

    def through_orm(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return execute(sql, params, many, context)

    token = _listeners.set((*_listeners.get(), seen.append))
    try:
        with connections[DEFAULT_DB_ALIAS].execute_wrapper(through_orm):
            yield seen
    finally:
        _listeners.reset(token)


@contextmanager
def watching(listener: Callable[[str], None]) -> Iterator[None]:
    """Call ``listener`` with the text of every statement that this module runs within the block."""
    token = _listeners.set((*_listeners.get(), listener))
    try:
        yield
    finally:
        _listeners.reset(token)


def arrays(columns: Mapping[str, str]) -> str:
    """Return the placeholders of ``unnest`` for columns of these types, by name."""
    return ", ".join(f"%s::{kind}[]" for kind in columns.values())


def columns(records: Sequence[Sequence[Any]], width: int) -> list[str]:
    """Turn records into one array literal per column, for ``unnest(%s::bigint[], …)``; the statement casts each.

    Writing the literals is several times faster than having every value adapted. ``width`` gives the count of
    columns even where there is no record. A column of nothing but nulls, unless it is the first, is left empty:
    ``unnest`` fills the shorter ones with nulls.
    """
    if not records:
        return ["{}"] * width
    first, *others = zip(*records, strict=True)
    return [array(first), *("{}" if _is_null(column) else array(column) for column in others)]


def _is_null(column: Sequence[Any]) -> bool:
    return column[0] is None and column.count(None) == len(column)
