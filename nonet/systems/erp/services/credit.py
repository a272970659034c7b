"""Credit: how much a customer may owe, and whether anything may be promised at all."""

from collections.abc import Sequence

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
