"""Prices of one break laid one over another, so that every day has one: the one that began last."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

DAY = dt.timedelta(days=1)
Break = tuple[int, int, Decimal]


@dataclass(frozen=True, slots=True)
class Span:
    """A price from a day to a day (None: without end); ``id`` is None for the rest of one that was interrupted."""

    id: int | None
    since: dt.date
    until: dt.date | None
    price: Decimal
    discount: Decimal


def lock_prices() -> None:
    """Let one change of a company's prices wait for another: two at once could each miss what the other lays."""
    sql.execute("SELECT pg_advisory_xact_lock(hashtext('prices_price'), %s::int)", (current_company_id(),))


def settle(price_ids: Sequence[int]) -> None:
    """Bring the breaks of these prices into order: one statement to read, one each to end and to go on."""
    ended: list[tuple[int, dt.date]] = []
    resumed: list[tuple[int, int, Decimal, Decimal, Decimal, dt.date, dt.date | None]] = []
    for (price_list, item, quantity), spans in _read(price_ids).items():
        former = {each.id: each.until for each in spans}
        for each in lay(spans):
            if each.id is None:
                resumed.append(
                    (price_list, item, quantity, each.price, each.discount, each.since, each.until)
                )
            elif each.until is not None and each.until != former[each.id]:
                ended.append((each.id, each.until))
    _write(ended, resumed)


def lay(spans: Iterable[Span]) -> list[Span]:
    """Return the spans without overlap: each ends those it begins in, and they go on behind it if they last longer."""
    laid: list[Span] = []
    for span in sorted(spans, key=lambda each: each.since):
        laid = [part for below in laid for part in _around(below, span)]
        laid.append(span)
    return laid


def _around(below: Span, above: Span) -> list[Span]:
    """Return what is left of a span below one that began no earlier than it, or later than its start."""
    if below.until is not None and below.until < above.since:
        return [below]
    if above.until is not None and above.until < below.since:
        return [below]
    parts: list[Span] = []
    if below.since < above.since:
        parts.append(replace(below, until=above.since - DAY))
    if above.until is not None and (below.until is None or below.until > above.until):
        parts.append(replace(below, id=None, since=above.until + DAY))
    return parts


def _read(price_ids: Sequence[int]) -> dict[Break, list[Span]]:
    found = sql.rows(
        "SELECT p.price_list_id, p.item_id, p.from_quantity, p.id, p.valid_from, p.valid_until, p.price, p.discount"
        " FROM prices_price p WHERE p.company_id = %(company)s AND (p.price_list_id, p.item_id, p.from_quantity) IN"
        " (SELECT price_list_id, item_id, from_quantity FROM prices_price"
        " WHERE company_id = %(company)s AND id = ANY(%(ids)s))",
        {"company": current_company_id(), "ids": list(price_ids)},
    )
    breaks: dict[Break, list[Span]] = {}
    for each in found:
        key = (each.price_list_id, each.item_id, each.from_quantity)
        span = Span(each.id, each.valid_from, each.valid_until, each.price, each.discount)
        breaks.setdefault(key, []).append(span)
    return breaks


def _write(
    ended: list[tuple[int, dt.date]],
    resumed: list[tuple[int, int, Decimal, Decimal, Decimal, dt.date, dt.date | None]],
) -> None:
    if ended:
        sql.execute(
            "UPDATE prices_price p SET valid_until = e.until FROM unnest(%s::bigint[], %s::date[]) AS e (id, until)"
            " WHERE p.id = e.id AND p.company_id = %s",
            (*sql.columns(ended, 2), current_company_id()),
        )
    if resumed:
        sql.execute(
            "INSERT INTO prices_price (company_id, price_list_id, item_id, from_quantity, price, discount, valid_from,"
            " valid_until) SELECT %s::bigint, * FROM unnest(%s::bigint[], %s::bigint[], %s::numeric[], %s::numeric[],"
            " %s::numeric[], %s::date[], %s::date[])",
            (current_company_id(), *sql.columns(resumed, 7)),
        )
