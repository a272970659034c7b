"""Which days the books have closed."""

import datetime as dt
from dataclasses import dataclass

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id


@dataclass(frozen=True, slots=True)
class Spans:
    """Spans of days, first and last included."""

    spans: tuple[tuple[dt.date, dt.date], ...]

    def cover(self, day: dt.date) -> bool:
        """Return whether a day lies in one of them."""
        return any(first <= day <= last for first, last in self.spans)


def closed_spans() -> Spans:
    """Return the days of the closed fiscal periods; one statement."""
    found = sql.rows(
        "SELECT starts_on, ends_on FROM money_fiscalperiod WHERE company_id = %s AND state = 'closed'",
        (current_company_id(),),
    )
    return Spans(tuple((each.starts_on, each.ends_on) for each in found))
