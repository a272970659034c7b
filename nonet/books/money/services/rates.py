"""Exchange rates, many at once; those of closed months stay as they are."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from nonet.books.money.models import ExchangeRate
from nonet.books.money.plans import RATE
from nonet.books.money.selectors.company import company_books
from nonet.books.money.selectors.periods import closed_spans
from nonet.kernel.errors import InvalidInput, PeriodClosed
from nonet.kernel.money import currency
from nonet.kernel.verbs import verb
from nonet.masters.saving import Row, Saved, save_rows
from nonet.masters.saving.checks import require_positive


@verb("money.save_exchange_rates")
def save_exchange_rates(*, rates: Sequence[Row]) -> Saved:
    """Set what one unit of foreign currencies is worth in the company's own from a day on, keyed by both.

    A day within a closed period takes no rate, and the rate of such a day stays as it is.
    """
    own, closed = company_books().currency, closed_spans()

    def check(rate: ExchangeRate) -> None:
        currency(rate.currency)
        if rate.currency == own:
            raise InvalidInput("currency", _("is the company's own, always worth 1; name a foreign one"))
        require_positive(rate, "rate")
        if rate._state.adding and closed.cover(rate.on):
            raise PeriodClosed(rate.on)

    def fixed(ids: list[int]) -> list[int]:
        found = ExchangeRate.objects.filter(pk__in=ids).values_list("pk", "on")
        return [each for each, on in found if closed.cover(on)]

    return save_rows(replace(RATE, check=check), rates, fixed)
