"""Document numbers. Legal series have no gap and are taken last in a transaction; all others never wait.

A free series is a PostgreSQL sequence of which each connection takes a block at a time, so no order waits for
another. A gapless series is a row locked until the commit.
"""

import datetime as dt
from collections import deque
from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

BLOCK = 20

# A block dies with its connection: a server that crashed may hand out again what no committed transaction had taken.
_blocks: "WeakKeyDictionary[Any, dict[str, deque[int]]]" = WeakKeyDictionary()


def next_numbers(prefix: str, count: int, on: dt.date) -> list[str]:
    """Return ``count`` fresh numbers such as ``SO2611-000123`` of the free series ``prefix``.

    Numbers are unique within the company; they rise within one connection, and gaps occur.
    """
    taken = _take(_sequence(current_company_id(), prefix), count)
    return [f"{prefix}{on:%y%m}-{number:06d}" for number in taken]


def _take(sequence: str, count: int) -> list[int]:
    connection.ensure_connection()
    block = _blocks.setdefault(connection.connection, {}).setdefault(sequence, deque())
    if len(block) < count:
        fresh = sql.rows(
            "SELECT nextval(%s::regclass) AS n FROM generate_series(1, %s::int)",
            (sequence, max(count - len(block), BLOCK)),
        )
        block.extend(each.n for each in fresh)
    return [block.popleft() for _ in range(count)]


def _sequence(company_id: int, prefix: str) -> str:
    return f"nonet_numbers.{prefix.lower()}_{company_id}"


def create_series(company_id: int, prefixes: list[str]) -> None:
    """Create the free series of a company; existing ones stay as they are."""
    for prefix in prefixes:
        if not prefix.isalnum():
            raise ValueError(f"series prefix {prefix!r} must be letters and digits")
        sql.execute(f"CREATE SEQUENCE IF NOT EXISTS {_sequence(company_id, prefix)}")


def forget_blocks() -> None:
    """Drop the numbers this process holds; for a database that was put back to an earlier state."""
    _blocks.clear()


def next_gapless(series: str, period: str, count: int) -> int:
    """Reserve ``count`` numbers of a legal series and return the first.

    The series stays locked until the transaction ends: call it last. A rollback gives the numbers back.
    """
    found = sql.row(
        "INSERT INTO kernel_gaplessseries (company_id, series, period, next_number) VALUES (%s, %s, %s, 1 + %s)"
        " ON CONFLICT (company_id, series, period)"
        " DO UPDATE SET next_number = kernel_gaplessseries.next_number + %s RETURNING next_number",
        (current_company_id(), series, period, count, count),
    )
    assert found is not None
    return int(found.next_number) - count


def next_ids(counts: Mapping[str, int]) -> dict[str, list[int]]:
    """Take ids ahead for rows to be, by table; one statement. What is not used leaves gaps."""
    taken = ", ".join(
        f"ARRAY(SELECT nextval('{table}_id_seq') FROM generate_series(1, %s::int))" for table in counts
    )
    found = sql.row(f"SELECT {taken}", tuple(counts.values()))
    assert found is not None
    return dict(zip(counts, found, strict=True))
