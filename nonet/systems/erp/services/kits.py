"""A kit sold becomes its components: each leaves the stock by itself, and all together cost what the kit costs."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from nonet.books.orders.services.creating import LineDraft
from nonet.kernel.money import QUANTA, digits_of, split_amount
from nonet.masters.taxes.computing import compute_tax
from nonet.systems.erp.errors import NotTraded
from nonet.systems.erp.services.facts import Facts, Key

if TYPE_CHECKING:
    from nonet.systems.erp.services.drafting import TradeLine


def kit_lines(
    line: TradeLine, kit: Any, amount: Decimal, included: bool, facts: Facts, key: Key, currency: str
) -> list[LineDraft]:
    """Return the order lines of a kit's components; their amounts add up to the kit's to the last digit.

    The amount is spread by what the components cost by themselves (by quantity when none has a price), and what
    rounding leaves goes to the last. Each component is taxed at its own rate.
    """
    if key in facts.bad_kits:
        raise facts.bad_kits[key]
    parts = facts.parts[key]
    weights = [part.quantity * facts.part_prices.get((*key, part.item_id), Decimal(0)) for part in parts]
    if not any(weights):
        weights = [part.quantity for part in parts]
    shares = split_amount(amount, weights, currency)
    reason = _("kit %(kit)s × %(quantity)s") % {"kit": kit.code, "quantity": f"{line.quantity.normalize():f}"}
    return [
        _component(line, facts, part.item_id, part.quantity, share, included, currency, kit.name, reason)
        for part, share in zip(parts, shares, strict=True)
    ]


def _component(
    line: TradeLine,
    facts: Facts,
    item_id: int,
    quantity: Decimal,
    share: Decimal,
    included: bool,
    currency: str,
    name: str,
    reason: str,
) -> LineDraft:
    item = facts.items.get(item_id)
    if item is None:
        raise NotTraded(f"item {item_id}")
    rate = facts.tax_rate(line, item)
    taxed = compute_tax(share, rate, included, digits_of(currency))
    return LineDraft(
        item_id=item_id,
        quantity=quantity,
        unit=item.unit_id,
        price=(share / quantity).quantize(QUANTA[6]),
        tax_code_id=line.tax_code_id or item.tax_id,
        tax_rate=rate,
        net_amount=taxed.net,
        tax_amount=taxed.tax,
        description=line.description or name,
        due_on=line.due_on,
        price_reason=reason[:120],
        role="component",
    )
