"""What one base unit of goods cost, where whoever adjusted said what all of them are worth."""

from collections.abc import Sequence
from decimal import Decimal

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id


def unit_costs(values: Sequence[tuple[int, str]]) -> dict[int, Decimal]:
    """Return the cost of one base unit by move, from the values of whole moves; one statement."""
    if not values:
        return {}
    found = sql.rows(
        "SELECT id, quantity FROM stock_move WHERE company_id = %s AND id = ANY(%s)",
        (current_company_id(), [move for move, _ in values]),
    )
    quantities = {each.id: each.quantity for each in found}
    return {move: Decimal(value) / quantities[move] for move, value in values}
