"""Credit: how much a customer may owe, and whether anything may be promised at all."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from nonet.books.orders.services.confirming import judge_drafts, lock_orders, write_confirmed
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import InvalidInput
from nonet.kernel.verbs import Outcome, verb
from nonet.masters.parties.models import Party
from nonet.masters.parties.services import save_parties


@verb("erp.hold_customer_credit")
def hold_customers(*, party_ids: Sequence[int]) -> Outcome:
    """Put customers on hold: none of their orders can be confirmed until they are released."""
    return _set(party_ids, on_hold=True)


@verb("erp.release_customer_credit")
def release_customers(*, party_ids: Sequence[int]) -> Outcome:
    """Release customers from hold; their orders can be confirmed again within their limit."""
    return _set(party_ids, on_hold=False)


def _set(party_ids: Sequence[int], on_hold: bool) -> Outcome:
    codes = dict(Party.objects.filter(pk__in=party_ids).values_list("pk", "code"))
    saved = save_parties(
        parties=[{"code": code, "on_hold": on_hold} for code in codes.values()]
    ).require_all()
    outcome = Outcome(saved.done)
    outcome.refuse_missing(party_ids, codes)
    return outcome


@verb("erp.exceed_customer_credit")
def exceed_customer_credit(*, order_ids: Sequence[int], reason: str) -> Outcome:
    """Confirm draft sales orders whatever their customers owe; who allowed it, and why, stays with the order."""
    if not reason.strip():
        raise InvalidInput("reason", _("say why; it is kept with the order"))
    outcome = Outcome()
    locked = lock_orders(order_ids, "sales")
    outcome.done = [order.id for order in judge_drafts(locked, order_ids, outcome)]
    write_confirmed(outcome.done, "sales")
    _keep_reason(outcome.done, reason.strip())
    return outcome


def _keep_reason(order_ids: Sequence[int], reason: str) -> None:
    if order_ids:
        sql.execute(
            "UPDATE orders_order SET reasons = coalesce(reasons, '{}'::jsonb) || jsonb_build_object('credit', %s::text)"
            " WHERE company_id = %s AND id = ANY(%s)",
            (reason, current_company_id(), list(order_ids)),
        )
