"""How much customers owe, or have been promised: what a credit limit is compared with."""

from collections.abc import Sequence
from decimal import Decimal

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

_EXPOSURE = """
SELECT p.id AS party_id,
    coalesce((SELECT sum(o.open_amount * o.rate) FROM money_openitem o
        WHERE o.party_id = p.id AND o.is_receivable AND NOT (o.open_amount = 0)), 0)
    + coalesce((SELECT sum((l.net_amount + l.tax_amount)
        * (l.quantity - l.invoiced - l.cancelled) / l.quantity
        * CASE WHEN s.currency = c.currency THEN 1 ELSE coalesce((SELECT x.rate FROM money_exchangerate x
            WHERE x.company_id = c.id AND x.currency = s.currency ORDER BY x."on" DESC LIMIT 1), 1) END)
        FROM orders_order s JOIN orders_orderline l ON l.order_id = s.id
        WHERE s.party_id = p.id AND s.kind = 'sales' AND s.state = 'confirmed' AND s.closed_at IS NULL
        AND l.quantity > l.invoiced + l.cancelled), 0) AS exposure
FROM parties_party p JOIN kernel_company c ON c.id = p.company_id
WHERE p.company_id = %s AND p.id = ANY(%s)
"""


def credit_exposure(party_ids: Sequence[int]) -> dict[int, Decimal]:
    """Return by customer what is open and what is confirmed but not invoiced, in the company's currency.

    Foreign orders count at the newest rate. Parties of other companies are absent from the answer.
    """
    found = sql.rows(_EXPOSURE, (current_company_id(), list(party_ids)))
    return {each.party_id: each.exposure for each in found}
