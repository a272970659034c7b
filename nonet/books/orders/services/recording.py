"""How far promises have been kept: the counters of order lines, changed only here."""

from collections.abc import Sequence
from decimal import Decimal

from nonet.books.orders.models import COUNTERS
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id


def change_counters(changes: Sequence[tuple[int, str, Decimal]]) -> None:
    """Add ``(line_id, counter, delta)`` to the counters of order lines, in one statement.

    Raises
    ------
    django.db.IntegrityError
        When a counter would leave its bounds (more shipped than ordered, …): the whole statement is refused.
    """
    sums: dict[int, dict[str, Decimal]] = {}
    for line_id, counter, delta in changes:
        of_line = sums.setdefault(line_id, {})
        of_line[counter] = of_line.get(counter, Decimal(0)) + delta
    used = sorted({counter for of_line in sums.values() for counter in of_line})
    if unknown := set(used) - set(COUNTERS):
        raise KeyError(f"no such counters: {unknown}")
    if not used:
        return
    assignments = ", ".join(f"{counter} = l.{counter} + c.{counter}" for counter in used)
    arrays = ", ".join(["%s::bigint[]", *["%s::numeric[]"] * len(used)])
    sql.execute(
        f"UPDATE orders_orderline l SET {assignments} FROM unnest({arrays}) AS c (id, {', '.join(used)})"
        " WHERE l.id = c.id AND l.company_id = %s",
        (
            list(sums),
            *([sums[line].get(counter, Decimal(0)) for line in sums] for counter in used),
            current_company_id(),
        ),
    )
