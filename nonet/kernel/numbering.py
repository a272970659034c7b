"""Document numbers. Legal series have no gap and are taken last in a transaction; all others never wait.

A free series is a PostgreSQL sequence: each connection takes a block of numbers at a time, so no order waits
for another. A gapless series is a row locked until the commit.
"""

import datetime as dt
from functools import lru_cache

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

BLOCK = 20


def next_numbers(prefix: str, count: int, on: dt.date) -> list[str]:
    """Return ``count`` fresh numbers such as ``SO2611-000123`` of the free series ``prefix``.

    Numbers are unique within the company and rise; gaps may occur when a transaction is rolled back.
    """
    sequence = _sequence(current_company_id(), prefix)
    taken = sql.rows("SELECT nextval(%s::regclass) AS n FROM generate_series(1, %s::int)", (sequence, count))
    return [f"{prefix}{on:%y%m}-{each.n:06d}" for each in taken]


@lru_cache(maxsize=10_000)
def _sequence(company_id: int, prefix: str) -> str:
    return f"nonet_numbers.{prefix.lower()}_{company_id}"


def create_series(company_id: int, prefixes: list[str]) -> None:
    """Create the free series of a company; existing ones stay as they are."""
    sql.execute("CREATE SCHEMA IF NOT EXISTS nonet_numbers")
    for prefix in prefixes:
        if not prefix.isalnum():
            raise ValueError(f"series prefix {prefix!r} must be letters and digits")
        sql.execute(f"CREATE SEQUENCE IF NOT EXISTS {_sequence(company_id, prefix)} CACHE {BLOCK}")


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
