"""Price lists, their prices and whose they are, many at once."""

from collections.abc import Sequence

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.verbs import verb
from nonet.masters.prices.models import PriceList
from nonet.masters.prices.plans import LIST, PARTY_LIST, PRICE
from nonet.masters.prices.services.settling import lock_prices, settle
from nonet.masters.saving import Row, Saved, save_rows


@verb("prices.save_price_lists")
def save_price_lists(*, price_lists: Sequence[Row]) -> Saved:
    """Create price lists, or change those whose code is known; a new default of kind and currency replaces the former.

    Kind, currency and tax inclusion of a list that has prices stay as they are.
    """
    _release_defaults(price_lists)
    return save_rows(LIST, price_lists, _lists_with_prices)


def _lists_with_prices(ids: list[int]) -> list[int]:
    found = sql.rows(
        "SELECT id FROM unnest(%s::bigint[]) AS l (id)"
        " WHERE EXISTS (SELECT 1 FROM prices_price p WHERE p.company_id = %s AND p.price_list_id = l.id)",
        (ids, current_company_id()),
    )
    return [each.id for each in found]


def _release_defaults(rows: Sequence[Row]) -> None:
    """Take the default from the lists that the rows' lists replace; the database allows one of kind and currency."""
    chosen = {str(row.get("code")): row for row in rows if row.get("is_default")}
    if not chosen:
        return
    known = {each.code: each for each in PriceList.objects.filter(code__in=chosen)}
    keys = sorted({_kind_and_currency(row, known.get(code)) for code, row in chosen.items()})
    sql.execute(
        "UPDATE prices_pricelist l SET is_default = false FROM unnest(%s::text[], %s::text[]) AS k (kind, currency)"
        " WHERE l.company_id = %s AND l.kind = k.kind AND l.currency = k.currency AND l.is_default"
        " AND l.code <> ALL(%s)",
        (*sql.columns(keys, 2), current_company_id(), list(chosen)),
    )


def _kind_and_currency(row: Row, known: PriceList | None) -> tuple[str, str]:
    kind = row.get("kind") or (known.kind if known else PriceList.Kind.SALES)
    currency = row.get("currency") or (known.currency if known else "")
    return str(kind), str(currency).upper()


@verb("prices.save_prices")
def save_prices(*, prices: Sequence[Row]) -> Saved:
    """Set prices, keyed by list, item, break and first day; without a break from 0.

    Of one break no two prices are valid on one day: a price laid over another ends it the day before, and the
    other goes on the day after where it lasts longer.
    """
    lock_prices()
    saved = save_rows(PRICE, [{"from_quantity": 0, **row} for row in prices])
    settle(saved.done)
    return saved


@verb("prices.assign_price_lists")
def assign_price_lists(*, assignments: Sequence[Row]) -> Saved:
    """Give parties their own price lists; the lowest priority number is looked at first."""
    return save_rows(PARTY_LIST, assignments)
