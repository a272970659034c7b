"""Every invariant of the promise book finds what it says it finds."""

from collections.abc import Callable

import pytest
from django.db import connection

from nonet.kernel.actor import acting_as_system
from nonet.kernel.checks import run_checks
from tests.fixtures import TradingCompany, build_trading_company
from tests.stories import play


def broken() -> set[str]:
    return {each.name for each in run_checks() if not each.ok}


def spoil(statement: str, *params: object) -> None:
    """Change rows behind the back of every guard."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, params)
        cursor.execute("SET LOCAL session_replication_role = origin")


def _line(order: int) -> int:
    return int(play.line(order, "TEA").id)


SPOILT: dict[str, Callable[[int], None]] = {
    "orders.shipped_is_deliveries": lambda o: spoil(
        "UPDATE orders_orderline SET shipped = 1, reserved = 1 WHERE id = %s", _line(o)
    ),
    "orders.released_is_deliveries": lambda o: spoil(
        "UPDATE orders_orderline SET released = 1 WHERE id = %s", _line(o)
    ),
    "orders.released_is_reserved": lambda o: spoil(
        "UPDATE orders_orderline SET reserved = 1 WHERE id = %s", _line(o)
    ),
    "orders.returned_is_returns": lambda o: spoil(
        "UPDATE orders_orderline SET returned = 1, shipped = 1, reserved = 1 WHERE id = %s", _line(o)
    ),
    "orders.totals_are_lines": lambda o: spoil("UPDATE orders_order SET net_total = 1 WHERE id = %s", o),
    "orders.closed_is_finished": lambda o: spoil(
        "UPDATE orders_order SET closed_at = now() WHERE id = %s", o
    ),
    "orders.cancelled_is_empty": lambda o: spoil(
        "UPDATE orders_order SET state = 'cancelled' WHERE id = %s", o
    ),
    "orders.deliveries_fit_their_state": lambda o: spoil(
        "UPDATE orders_delivery SET state = 'cancelled' WHERE id = ANY(%s);"
        " UPDATE orders_deliveryline SET picked = 1 WHERE order_line_id = %s",
        play.deliveries(o),
        _line(o),
    ),
    "erp.shipped_is_moved": lambda o: spoil(
        "UPDATE orders_deliveryline SET picked = 1 WHERE order_line_id = %s", _line(o)
    ),
    "erp.invoiced_is_invoices": lambda o: spoil(
        "UPDATE orders_orderline SET invoiced = 1 WHERE id = %s", _line(o)
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", SPOILT)
def test_what_is_spoilt_is_found(name: str) -> None:
    world: TradingCompany = build_trading_company()
    with acting_as_system(world.company.pk):
        world.stock("TEA", 5, 60)
        order = play.sell(world, "BOB", [("TEA", 2)])
        play.reserve(order)
        assert broken() == set()
        SPOILT[name](order)
        assert name in broken()
