"""What lies where: now, from the balances, and on any day, from the moves."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

KEYS = {
    "item": "t.item_id",
    "site": "p.site_id",
    "place": "t.place_id",
    "lot": "t.lot_id",
    "handling_unit": "t.handling_unit_id",
    "status": "t.status",
    "owner": "t.owner_id",
}


@dataclass(frozen=True, slots=True)
class StockFilter:
    """Which stock to look at; what is left empty does not narrow. ``own_only`` leaves out what others own."""

    item_ids: Sequence[int] | None = None
    site_ids: Sequence[int] | None = None
    place_ids: Sequence[int] | None = None
    lot_ids: Sequence[int] | None = None
    statuses: Sequence[str] | None = None
    own_only: bool = False

    def conditions(self) -> tuple[str, dict[str, Any]]:
        """Return the SQL over ``t`` and ``p`` and its parameters."""
        parts, params = [], {}
        for column, values in (
            ("t.item_id", self.item_ids),
            ("p.site_id", self.site_ids),
            ("t.place_id", self.place_ids),
            ("t.lot_id", self.lot_ids),
            ("t.status", self.statuses),
        ):
            if values is not None:
                name = column.replace(".", "_")
                parts.append(f" AND {column} = ANY(%({name})s)")
                params[name] = list(values)
        return "".join(parts) + (" AND t.owner_id IS NULL" if self.own_only else ""), params


def on_hand(*, by: Sequence[str] = ("item", "site"), only: StockFilter | None = None) -> list[Any]:
    """Return what lies there now, by the keys chosen, with what of it is allocated to picks.

    ``by`` is any of ``KEYS``, in order; rows come sorted so. Each has ``<key>`` columns, ``on_hand`` and
    ``allocated``; nothing that is zero.
    """
    names, columns = _keys(by)
    conditions, params = (only or StockFilter()).conditions()
    return sql.rows(
        f"SELECT {names}, sum(t.on_hand) AS on_hand, sum(t.allocated) AS allocated"
        " FROM stock_balance t JOIN places_place p ON p.id = t.place_id AND p.company_id = t.company_id"
        f" WHERE t.company_id = %(company)s AND t.on_hand > 0{conditions} GROUP BY {columns} ORDER BY {columns}",
        {"company": current_company_id(), **params},
    )


# Both ends of each move that lie in stock; narrowed by item before the sum, by the rest after it.
_AT_DATE = """
SELECT {names}, sum(t.quantity) AS on_hand FROM (
    SELECT m.item_id, m.to_place_id AS place_id, m.lot_id, m.to_handling_unit_id AS handling_unit_id,
        m.to_status AS status, m.owner_id, m.quantity
    FROM stock_move m WHERE m.company_id = %(company)s AND m.moved_on <= %(on)s
    UNION ALL
    SELECT m.item_id, m.from_place_id, m.lot_id, m.from_handling_unit_id, m.from_status, m.owner_id, -m.quantity
    FROM stock_move m WHERE m.company_id = %(company)s AND m.moved_on <= %(on)s
) t JOIN places_place p ON p.id = t.place_id AND p.kind IN ('bin', 'inbound', 'outbound', 'transit')
WHERE p.company_id = %(company)s{conditions}
GROUP BY {columns} HAVING sum(t.quantity) <> 0 ORDER BY {columns}
"""


def on_hand_at(
    on: dt.date, *, by: Sequence[str] = ("item", "site"), only: StockFilter | None = None
) -> list[Any]:
    """Return what lay there at the end of a business day, by the keys chosen; as ``on_hand`` without ``allocated``.

    Moves recorded later but dated on or before the day count: it is what we now know of that day.
    """
    names, columns = _keys(by)
    conditions, params = (only or StockFilter()).conditions()
    query = _AT_DATE.format(names=names, columns=columns, conditions=conditions)
    return sql.rows(query, {"company": current_company_id(), "on": on, **params})


def _keys(by: Sequence[str]) -> tuple[str, str]:
    return ", ".join(f"{KEYS[key]} AS {key}" for key in by), ", ".join(KEYS[key] for key in by)


def site_stock(item_ids: Sequence[int], site_ids: Sequence[int]) -> list[Any]:
    """Return what sites can promise: item, site, on_hand, reserved and free."""
    return sql.rows(
        "SELECT item_id AS item, site_id AS site, on_hand, reserved, on_hand - reserved AS free FROM stock_sitestock"
        " WHERE company_id = %s AND item_id = ANY(%s) AND site_id = ANY(%s) ORDER BY item_id, site_id",
        (current_company_id(), list(item_ids), list(site_ids)),
    )
