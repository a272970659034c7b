"""What the verbs of opening share: their answer, and the days that they may use."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.verbs import Outcome

SOURCE = "opening"


@dataclass(slots=True)
class Opened(Outcome):
    """What was opened; ``created`` holds what of ``done`` was not there before. ``refused`` is by position."""

    created: list[int] = field(default_factory=list)


def closed_days(days: Iterable[dt.date]) -> set[dt.date]:
    """Return those of the days that lie in closed months; one statement."""
    found = sql.rows(
        "SELECT DISTINCT d.day FROM unnest(%s::date[]) AS d (day) JOIN money_fiscalperiod p ON p.company_id = %s"
        " AND p.state = 'closed' AND d.day BETWEEN p.starts_on AND p.ends_on",
        (sorted(set(days)), current_company_id()),
    )
    return {each.day for each in found}
