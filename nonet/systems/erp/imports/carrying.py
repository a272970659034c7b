"""Sales orders of the past carried to their paid invoices, as of one business day."""

import datetime as dt
from collections.abc import Sequence

from nonet.books.money.services.payments import PaymentDraft, receive_payments
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import on_day
from nonet.kernel.verbs import Outcome
from nonet.systems.erp.services.drafting import TradeOrder
from nonet.systems.erp.services.selling_at_once import sell_at_once

_UNPAID = """
SELECT DISTINCT v.id, v.party_id, v.currency, i.open_amount, o.external_number
FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id JOIN money_invoiceline vl ON vl.order_line_id = l.id
JOIN money_invoice v ON v.id = vl.invoice_id JOIN money_openitem i ON i.invoice_id = v.id AND i.open_amount > 0
WHERE l.company_id = %s AND l.order_id = ANY(%s) ORDER BY v.id
"""


def carry_to_cash(orders: Sequence[TradeOrder], on: dt.date) -> Outcome:
    """Sell, hand over, invoice and collect orders, all dated ``on``; ``refused`` is by position."""
    with on_day(on):
        outcome = sell_at_once(orders=orders)
        _collect(outcome.done, on)
        return outcome


def _collect(order_ids: Sequence[int], on: dt.date) -> None:
    """Receive the money for each invoice of the orders, and match the two."""
    unpaid = sql.rows(_UNPAID, (current_company_id(), list(order_ids)))
    payments = [
        PaymentDraft(
            "received",
            each.party_id,
            None,
            on,
            each.currency,
            each.open_amount,
            each.external_number,
            [each.id],
        )
        for each in unpaid
    ]
    if payments:
        receive_payments(payments=payments)
