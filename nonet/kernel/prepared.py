"""Prepared statements straight on libpq: the hot paths' few statements, without the work around each.

psycopg's cursors serve everything else. Here a statement is parsed once per connection, its parameters go as
text, and its rows are loaded by psycopg's own compiled loaders, so types are what they are everywhere.
"""

import datetime as dt
import re
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from psycopg import pq
from psycopg.adapt import Transformer

Params = Mapping[str, Any] | Sequence[Any]

# The types that are told to the server; all others it infers from where they stand.
_OIDS: dict[type, int] = {bool: 16, int: 20, Decimal: 1700, dt.date: 1082, dt.datetime: 1184, float: 701}
_PLACEHOLDER = re.compile(r"%(?:(s)|\((\w+)\)s|(%))")
KEPT = 500
_FINE = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK)


class Session:
    """The prepared statements of one connection."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self.pgconn = connection.pgconn
        self.transformer = Transformer(connection)
        self.names: dict[tuple[str, tuple[int, ...]], bytes] = {}
        self.prepared = 0

    def run(self, statement: str, params: Params, autocommit: bool) -> Any:
        """Execute one statement and return libpq's result; raises psycopg's error of its SQLSTATE."""
        text, values = _bind(statement, params)
        if not autocommit and self.pgconn.transaction_status == pq.TransactionStatus.IDLE:
            self._check(self.pgconn.exec_(b"BEGIN"))
        types = tuple([_OIDS.get(type(value), 0) for value in values])
        name = self.names.get((text, types)) or self._prepare(text, types)
        return self._check(self.pgconn.exec_prepared(name, _texts(values)))

    def rows(self, result: Any) -> list[Any]:
        """Return a result's rows as named tuples."""
        if result.status != pq.ExecStatus.TUPLES_OK:
            return []
        self.transformer.set_pgresult(result)
        make = _row_maker(tuple([result.fname(n) for n in range(result.nfields)]))
        return self.transformer.load_rows(0, result.ntuples, make)

    def _prepare(self, text: str, types: tuple[int, ...]) -> bytes:
        if len(self.names) >= KEPT:
            oldest = self.names.pop(next(iter(self.names)))
            self._check(self.pgconn.exec_(b"DEALLOCATE " + oldest))
        self.prepared += 1
        name = f"nonet_{self.prepared}".encode()
        self._check(self.pgconn.prepare(name, text.encode(), types))
        self.names[text, types] = name
        return name

    def _check(self, result: Any) -> Any:
        if result.status not in _FINE:
            error = psycopg.errors.error_from_result(result, encoding="utf-8")
            if type(error) is psycopg.DatabaseError:  # no SQLSTATE: the server did not refuse, it is gone
                raise psycopg.OperationalError(str(error))
            raise error
        return result


_sessions: "WeakKeyDictionary[Any, Session]" = WeakKeyDictionary()


def session(connection: "psycopg.Connection[Any]") -> Session:
    """Return the prepared statements of a connection."""
    found = _sessions.get(connection)
    if found is None:
        found = _sessions[connection] = Session(connection)
    return found


_BARE = frozenset({int, Decimal, dt.date, bool})


def array(values: Sequence[Any]) -> str:
    """Write a one-dimensional array literal; the statement casts it.

    Columns are mostly of one kind, so their kind is found once rather than asked of each value; and texts repeat.
    """
    kinds = set(map(type, values))
    if kinds <= _BARE:
        return "{" + ",".join(map(str, values)) + "}"
    if str in kinds:
        written = {value: _element(value) for value in set(values)}
        return "{" + ",".join([written[value] for value in values]) + "}"
    return "{" + ",".join([_element(value) for value in values]) + "}"


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)


def _texts(values: Sequence[Any]) -> Any:
    return [None if value is None else _text(value).encode() for value in values]


def _text(value: Any) -> str:
    return array(value) if isinstance(value, list | tuple) else str(value)


def _bind(statement: str, params: Params) -> tuple[str, Sequence[Any]]:
    text, names = _numbered(statement)
    if names is None:
        return text, params  # type: ignore[return-value]
    return text, [params[name] for name in names]  # type: ignore[call-overload]


@lru_cache(maxsize=2000)
def _numbered(statement: str) -> tuple[str, tuple[str, ...] | None]:
    """Turn ``%s`` or ``%(name)s`` into ``$1`` …; return the names in order when there are any."""
    count = 0
    names: dict[str, int] = {}

    def number(match: re.Match[str]) -> str:
        nonlocal count
        if match[3]:
            return "%"
        if match[1]:
            count += 1
            return f"${count}"
        return f"${names.setdefault(match[2], len(names) + 1)}"

    text = _PLACEHOLDER.sub(number, statement)
    return text, tuple(names) if names else None


@lru_cache(maxsize=2000)
def _row_maker(names: tuple[bytes, ...]) -> Callable[[Sequence[Any]], Any]:
    row: Any = namedtuple("Row", tuple(name.decode() for name in names), rename=True)  # type: ignore[misc]
    return row._make
