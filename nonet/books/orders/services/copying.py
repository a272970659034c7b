"""Orders copied: the same lines at the same terms, as new drafts of today."""

from collections.abc import Mapping, Sequence
from typing import Any

from nonet.books.orders.services.creating import LineDraft, OrderDraft, create_orders
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import today
from nonet.kernel.verbs import Outcome, verb

_ORDERS = """
SELECT id, kind, party_id, site_id, to_site_id, channel, currency, payment_term_id, tax_included, note
FROM orders_order WHERE company_id = %s AND id = ANY(%s) ORDER BY id
"""
_LINES = """
SELECT order_id, item_id, quantity, unit_id AS unit, price, discount, tax_code_id, tax_rate, net_amount, tax_amount,
    description, entered_quantity, entered_unit_id AS entered_unit, price_reason, role
FROM orders_orderline WHERE company_id = %s AND order_id = ANY(%s) ORDER BY order_id, position
"""
_OWN = ("id", "channel")


@verb("orders.copy_orders")
def copy_orders(*, order_ids: Sequence[int]) -> Outcome:
    """Copy orders as drafts of today, with their lines, prices and terms; ``done`` holds the copies in order of id.

    What was promised from outside stays outside: external number, dates and links are not copied. Three or four
    statements, however many orders.
    """
    outcome = Outcome()
    asked = sorted(set(order_ids))
    found = sql.rows(_ORDERS, (current_company_id(), asked))
    outcome.refuse_missing(asked, (each.id for each in found))
    lines: dict[int, list[LineDraft]] = {}
    for row in sql.rows(_LINES, (current_company_id(), asked)):
        facts = row._asdict()
        lines.setdefault(facts.pop("order_id"), []).append(LineDraft(**facts))
    outcome.done = create_orders([_draft(order, lines) for order in found])
    return outcome


def _draft(order: Any, lines: Mapping[int, Sequence[LineDraft]]) -> OrderDraft:
    facts = {name: value for name, value in order._asdict().items() if name not in _OWN}
    return OrderDraft(ordered_on=today(), lines=lines.get(order.id, []), **facts)
