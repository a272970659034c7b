"""Set-based SQL for the hot paths: prepared on the server, inside Django's own connection and transaction.

The ORM serves reads and masters. A verb over thousands of documents is a few statements over arrays; those go
through here, so that they are planned once per connection, and so that tests can count them. JSON columns come
as text, as Django has them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from psycopg.rows import namedtuple_row

Params = Mapping[str, Any] | Sequence[Any]
Row = Any

_listeners: ContextVar[tuple[Callable[[str], None], ...]] = ContextVar("nonet_sql_listeners", default=())


def rows(statement: str, params: Params = (), *, using: str = DEFAULT_DB_ALIAS) -> list[Row]:
    """Run one statement and return its rows as named tuples; an empty list when it returns none.

    Raises
    ------
    django.db.Error
        The subclass Django would raise, so that callers see one family of errors.
    """
    wrapper = connections[using]
    wrapper.ensure_connection()
    wrapper.validate_no_broken_transaction()
    for listener in _listeners.get():
        listener(statement)
    with wrapper.wrap_database_errors:
        with psycopg.Cursor(wrapper.connection, row_factory=namedtuple_row) as cursor:
            cursor.execute(statement, params, prepare=True)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []


def row(statement: str, params: Params = (), *, using: str = DEFAULT_DB_ALIAS) -> Row | None:
    """Run one statement and return its first row as a named tuple, or None."""
    found = rows(statement, params, using=using)
    return found[0] if found else None


def execute(statement: str, params: Params = (), *, using: str = DEFAULT_DB_ALIAS) -> int:
    """Run one statement and return the number of rows it touched."""
    wrapper = connections[using]
    wrapper.ensure_connection()
    wrapper.validate_no_broken_transaction()
    for listener in _listeners.get():
        listener(statement)
    with wrapper.wrap_database_errors:
        with psycopg.Cursor(wrapper.connection) as cursor:
            cursor.execute(statement, params, prepare=True)  # type: ignore[call-overload]
            return cursor.rowcount


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


def columns(records: Sequence[Sequence[Any]], width: int) -> list[list[Any]]:
    """Turn records into one list per column, as ``unnest`` wants them; ``width`` columns even with no record."""
    return [list(column) for column in zip(*records, strict=True)] if records else [[] for _ in range(width)]


def in_transaction() -> bool:
    """Return whether a transaction is open on the default connection."""
    return transaction.get_connection().in_atomic_block
