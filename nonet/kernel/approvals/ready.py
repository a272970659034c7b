"""Rules as a small company needs them, to be taken over with one click and shaped from there."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from nonet.kernel.approvals.services.ruling import RuleDraft, StepDraft, save_rules
from nonet.kernel.errors import InvalidInput
from nonet.kernel.models import Role
from nonet.kernel.verbs import Outcome, verb


@dataclass(frozen=True, slots=True)
class ReadyRule:
    """A rule as delivered: roles by code, one tuple a step, each needing ``count`` of them."""

    code: str
    name: str
    point: str
    steps: tuple[tuple[str, ...], ...]
    amount_above: Decimal | None = None
    discount_above: Decimal | None = None
    count: int = 1


READY: tuple[ReadyRule, ...] = (
    ReadyRule("purchase", gettext_noop("Large purchases"), "purchase_order", (("owner",),), Decimal(10_000)),
    ReadyRule(
        "discount",
        gettext_noop("High discounts"),
        "sales_order",
        (("owner",),),
        discount_above=Decimal("0.1"),
    ),
    ReadyRule("credit", gettext_noop("Customers released from hold"), "credit_release", (("owner",),)),
    ReadyRule(
        "payment",
        gettext_noop("Large payments by two"),
        "payment",
        (("bookkeeper", "owner"),),
        Decimal(20_000),
        count=2,
    ),
    ReadyRule(
        "adjustment", gettext_noop("Stock adjustments"), "stock_adjustment", (("owner",),), Decimal(1_000)
    ),
)


@verb("approvals.install_rules")
def install_rules(*, codes: Sequence[str], amount_above: Decimal | None = None) -> Outcome:
    """Take over ready rules by their codes: purchase, discount, credit, payment, adjustment.

    ``amount_above`` takes the place of the delivered limit. ``refused`` is by position.
    """
    known = {each.code: each for each in READY}
    if missing := [each for each in codes if each not in known]:
        raise InvalidInput("codes", f"{', '.join(missing)} ≠ {', '.join(known)}")
    roles = dict(Role.objects.values_list("code", "pk"))
    return save_rules(rules=[_draft(known[each], roles, amount_above) for each in codes])


def _draft(ready: ReadyRule, roles: dict[str, int], amount_above: Decimal | None) -> RuleDraft:
    steps = []
    for codes in ready.steps:
        who = [{"kind": "role", "id": roles[code]} for code in codes if code in roles]
        steps.append(StepDraft(who, "count" if ready.count > 1 else "any", ready.count))
    limit = ready.amount_above if amount_above is None or ready.amount_above is None else amount_above
    return RuleDraft(
        _(ready.name),
        ready.point,
        steps,
        amount_above=limit,
        discount_above=ready.discount_above,
    )
