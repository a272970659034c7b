"""What posting must know of the company itself, read once and remembered a few seconds."""

import json
from dataclasses import dataclass
from decimal import Decimal
from time import monotonic
from typing import Any

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.money import digits_of

REMEMBERED_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class CompanyBooks:
    """The currency of the books with its digits, the language, the chart and the policy of the company."""

    currency: str
    digits: int
    language: str
    chart: str
    policy: dict[str, Any]
    quantum: Decimal

    def policy_number(self, key: str, default: str) -> Decimal:
        """Return a number of the policy, such as a tolerance."""
        return Decimal(str(self.policy.get(key, default)))


_known: dict[int, tuple[float, CompanyBooks]] = {}


def company_books() -> CompanyBooks:
    """Return currency, language, chart and policy of the company at work."""
    company_id = current_company_id()
    read_at, books = _known.get(company_id, (0.0, None))
    if books is None or monotonic() - read_at > REMEMBERED_SECONDS:
        books = _read(company_id)
        _known[company_id] = (monotonic(), books)
    return books


def forget_company() -> None:
    """Drop what this process remembers; called when a company changes."""
    _known.clear()


def _read(company_id: int) -> CompanyBooks:
    found = sql.row(
        "SELECT currency, language, chart, policy FROM kernel_company WHERE id = %s", (company_id,)
    )
    assert found is not None
    digits = digits_of(found.currency)
    chart = found.chart.replace("-", "_")
    quantum = Decimal(1).scaleb(-digits)
    policy = found.policy if isinstance(found.policy, dict) else json.loads(found.policy)
    return CompanyBooks(found.currency, digits, found.language, chart, policy, quantum)
