"""How much customers owe, or have been promised: what a credit limit is compared with."""

from collections.abc import Sequence
from decimal import Decimal

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

_EXPOSURE = """
SELECT p.id AS party_id,
    coalesce((SELECT sum(o.open_amount * o.rate) FROM money_openitem o
        WHERE o.party_id = p.id AND o.is_receivable AND NOT (o.open_amount = 0)), 0)
    + coalesce((SELECT sum((l.net_amount + l.tax_amount) * (l.quantity - l.invoiced - l.cancelled) / l.quantity)
        FROM orders_order s JOIN orders_orderline l ON l.order_id = s.id
        WHERE s.party_id = p.id AND s.kind = 'sales' AND s.state = 'confirmed' AND s.closed_at IS NULL
        AND l.quantity > l.invoiced + l.cancelled), 0) AS exposure
FROM unnest(%s::bigint[]) AS p (id)
"""


def credit_exposure(party_ids: Sequence[int]) -> dict[int, Decimal]:
    """Return by customer what is open and what is confirmed but not invoiced, in the company's currency."""
    found = sql.rows(_EXPOSURE, (list(party_ids),))
    assert current_company_id()
    return {each.party_id: each.exposure for each in found}
