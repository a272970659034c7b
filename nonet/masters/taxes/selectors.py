"""What orders and books ask of tax codes."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id


class TaxRate(NamedTuple):
    """A tax code as a line needs it."""

    id: int
    code: str
    rate: Decimal
    kind: str
    recoverable: bool


def tax_rates(tax_code_ids: Iterable[int]) -> dict[int, TaxRate]:
    """Return the tax codes of these ids; one statement. Those of other companies are absent."""
    found = sql.rows(
        "SELECT id, code, rate, kind, recoverable FROM taxes_taxcode WHERE company_id = %s AND id = ANY(%s)",
        (current_company_id(), sorted(set(tax_code_ids))),
    )
    return {each.id: TaxRate(*each) for each in found}


def valid_tax_codes(on: dt.date, use: str = "both") -> Mapping[str, TaxRate]:
    """Return the active tax codes of the law of a day by code, for sales, purchases or both."""
    found = sql.rows(
        "SELECT id, code, rate, kind, recoverable FROM taxes_taxcode WHERE company_id = %(company)s AND active"
        " AND (valid_from IS NULL OR valid_from <= %(on)s) AND (valid_until IS NULL OR valid_until >= %(on)s)"
        " AND (%(use)s::text = 'both' OR use IN ('both', %(use)s)) ORDER BY rate DESC, code",
        {"company": current_company_id(), "on": on, "use": use},
    )
    return {each.code: TaxRate(*each) for each in found}
