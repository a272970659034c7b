"""What foreign money is worth in the company's own currency on a day."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from nonet.books.money.errors import ExchangeRateMissing
from nonet.books.money.selectors.company import company_books
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

Wanted = tuple[str, dt.date]


def rates_on(wanted: Iterable[Wanted]) -> dict[Wanted, Decimal]:
    """Return the rate of each ``(currency, day)``: the newest one dated on or before the day; one statement at most.

    Raises
    ------
    ExchangeRateMissing
        For the first pair of which none is known.
    """
    pairs = set(wanted)
    rates = known_rates(pairs)
    for currency, on in sorted(pairs - rates.keys()):
        raise ExchangeRateMissing(currency, on)
    return rates


def known_rates(wanted: Iterable[Wanted]) -> dict[Wanted, Decimal]:
    """Return the rates of those of the pairs that have one; one statement at most."""
    own = company_books().currency
    pairs = set(wanted)
    rates = {pair: Decimal(1) for pair in pairs if pair[0] == own}
    foreign = sorted(pairs - rates.keys())
    return rates | _read(foreign) if foreign else rates


def _read(foreign: list[Wanted]) -> dict[Wanted, Decimal]:
    found = sql.rows(
        "SELECT w.currency, w.day, x.rate FROM unnest(%s::text[], %s::date[]) AS w (currency, day)"
        " CROSS JOIN LATERAL (SELECT rate FROM money_exchangerate r WHERE r.company_id = %s"
        ' AND r.currency = w.currency AND r."on" <= w.day ORDER BY r."on" DESC LIMIT 1) AS x',
        (*sql.columns(foreign, 2), current_company_id()),
    )
    return {(each.currency, each.day): each.rate for each in found}
