"""What customers may still be promised: judged order by order, each counting for the next, under a lock."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nonet.books.money.errors import ExchangeRateMissing
from nonet.books.money.selectors.credit import credit_exposure
from nonet.books.money.selectors.rates import rates_on
from nonet.kernel.clock import today
from nonet.kernel.errors import NonetError
from nonet.kernel.locking import lock_rows
from nonet.masters.parties.models import Party
from nonet.systems.erp.errors import CreditExceeded, PartyOnHold


@dataclass(slots=True)
class CreditBook:
    """What each customer with a limit owes or has been promised, in the company's currency, and today's rates."""

    exposure: dict[int, Decimal]
    rates: dict[str, Decimal]

    def judge(self, order: Any, amount: Decimal) -> NonetError | None:
        """Return why an order may not become binding: its customer is on hold or its credit would be exceeded."""
        return PartyOnHold(order.number) if order.on_hold else self.promise(order, amount)

    def promise(self, order: Any, amount: Decimal) -> NonetError | None:
        """Promise an amount in the order's currency; return why it cannot be, else count it."""
        if order.credit_limit is None:
            return None
        rate = self.rates.get(order.currency)
        if rate is None:
            return ExchangeRateMissing(order.currency, today())
        total = self.exposure.get(order.party_id, Decimal(0)) + amount * rate
        if total > order.credit_limit:
            return CreditExceeded(order.number, total.quantize(Decimal("0.01")), order.credit_limit)
        self.exposure[order.party_id] = total
        return None


def open_credit_book(orders: Iterable[Any]) -> CreditBook:
    """Lock the customers of orders that have a limit, and return what they owe; without any, nothing is read."""
    limited = [order for order in orders if order.credit_limit is not None]
    if not limited:
        return CreditBook({}, {})
    parties = sorted({order.party_id for order in limited})
    lock_rows(Party, parties, "id")
    return CreditBook(credit_exposure(parties), rates_today({order.currency for order in limited}))


def rates_today(currencies: Iterable[str]) -> dict[str, Decimal]:
    """Return today's rates; a currency without one is absent."""
    found: dict[str, Decimal] = {}
    for currency in sorted(currencies):
        try:
            found[currency] = rates_on([(currency, today())])[currency, today()]
        except ExchangeRateMissing:
            continue
    return found
