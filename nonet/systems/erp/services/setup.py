"""A company begins: its row, its counterparts and first site, its books, its roles, the systems of stage one."""

import datetime as dt
from collections.abc import Sequence

from nonet.books.money.services.setup import install_chart
from nonet.books.orders.services.creating import PREFIXES
from nonet.kernel import numbering
from nonet.kernel.actor import acting_as_system
from nonet.kernel.models import Company
from nonet.kernel.roles import install_roles
from nonet.kernel.unlocking import unlock_system
from nonet.kernel.verbs import verb
from nonet.masters.places.services import create_site, ensure_counterparts
from nonet.masters.taxes.services import install_taxes

SERIES = [*PREFIXES.values(), "DN", "GR", "AD", "CT", "PY", "LC"]
AUTOMATIC = ["reserve", "invoice", "post"]


def create_company(
    *,
    code: str,
    name: str,
    country: str = "CN",
    currency: str = "CNY",
    chart: str = "cn-small",
    timezone: str = "Asia/Shanghai",
    language: str = "zh-hans",
    site: str = "MAIN",
    years: Sequence[int] = (),
    automatic: Sequence[str] = AUTOMATIC,
) -> Company:
    """Create a company ready to trade and return it: one site, chart of accounts, tax codes, roles, ERP and CRM.

    ``years`` are the fiscal years to open (this one and the last when none are given); ``automatic`` names the
    steps of the flows that run by themselves.
    """
    company = Company.objects.create(
        code=code,
        name=name,
        country=country,
        currency=currency,
        chart=chart,
        timezone=timezone,
        language=language,
        policy={"automatic": list(automatic)},
    )
    this_year = dt.date.today().year
    with acting_as_system(company.pk):
        _equip(company, site, years or (this_year - 1, this_year))
    return company


@verb("erp.equip_company")
def _equip(company: Company, site: str, years: Sequence[int]) -> None:
    """Give a new company what trading needs."""
    numbering.create_series(company.pk, SERIES)
    ensure_counterparts()
    create_site(code=site, name=site)
    install_taxes(country=company.country)
    install_chart(company.chart, years=years)
    install_roles()
    for system in ("erp", "crm"):
        unlock_system(system=system, reason="stage 1")
