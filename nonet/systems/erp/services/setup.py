"""A company begins: its row, its places and books, its roles, terms and price lists, the systems of stage one."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from nonet.books.money.selectors.company import forget_company
from nonet.books.money.services.setup import install_chart
from nonet.books.orders.services.creating import PREFIXES
from nonet.kernel import numbering, sql
from nonet.kernel.actor import acting_as_system, current_company_id
from nonet.kernel.models import Company
from nonet.kernel.policy import forget_policies
from nonet.kernel.roles import install_roles
from nonet.kernel.unlocking import unlock_system
from nonet.kernel.verbs import verb
from nonet.masters.items.models import Item
from nonet.masters.parties.models import PaymentTerm
from nonet.masters.parties.services import save_payment_terms
from nonet.masters.places.models import Site
from nonet.masters.places.services import create_site, ensure_counterparts
from nonet.masters.prices.models import PriceList
from nonet.masters.prices.services import save_price_lists
from nonet.masters.taxes.models import TaxCode
from nonet.masters.taxes.services import install_taxes

SERIES = [*PREFIXES.values(), "DN", "GR", "AD", "CT", "PY", "LC"]
AUTOMATIC = ("reserve", "invoice", "post")
STANDARD_TAXES = {"CN": "CN_13", "GB": "UK_20"}
"""The code at which most goods are taxed, by country; the others name theirs item by item."""

TERMS: tuple[dict[str, Any], ...] = (
    {"code": "NOW", "name": gettext_noop("Due at once")},
    {"code": "NET30", "name": gettext_noop("30 days"), "days": 30},
    {"code": "NET60", "name": gettext_noop("60 days"), "days": 60},
    {"code": "EOM", "name": gettext_noop("End of next month"), "months": 1, "from_month_end": True},
)
PRICE_LISTS: tuple[dict[str, Any], ...] = (
    {"code": "sales", "name": gettext_noop("Sales prices"), "kind": "sales"},
    {"code": "purchase", "name": gettext_noop("Purchase prices"), "kind": "purchase"},
)


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
    """Create a company ready to trade and return it; one of this code that is there already gets what it lacks.

    It has a site with its places, the chart of accounts with the months of ``years`` (this one and the last when none
    are given), tax codes, payment terms, default price lists, roles, ERP and CRM. ``automatic`` names the steps of
    the flows that run by themselves.
    """
    company, _made = Company.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "country": country,
            "currency": currency,
            "chart": chart,
            "timezone": timezone,
            "language": language,
            "policy": {"automatic": list(automatic)},
        },
    )
    this_year = dt.datetime.now(ZoneInfo(company.timezone)).year
    with acting_as_system(company.pk):
        equip_company(site=site, years=years or (this_year - 1, this_year))
    company.refresh_from_db()
    return company


@verb("erp.equip_company")
def equip_company(*, site: str = "MAIN", years: Sequence[int] = ()) -> None:
    """Give the company at work what trading needs; what it has already stays as it is."""
    company = Company.objects.get(pk=current_company_id())
    numbering.create_series(company.pk, SERIES)
    with override(company.language):
        _equip_places(site)
        install_taxes(country=company.country)
        install_chart(company.chart, years=years)
        install_roles()
        _install_terms()
        _install_price_lists(company.currency)
    for system in ("erp", "crm"):
        unlock_system(system=system, reason="stage 1")
    forget_policies()
    forget_company()


def _equip_places(site: str) -> None:
    ensure_counterparts()
    ensure_transit()
    if not Site.objects.exists():
        create_site(code=site, name=_("Main warehouse") if site == "MAIN" else site)


def ensure_transit() -> None:
    """Give the company the one place, of no site, where goods are between its sites; they stay its own there."""
    sql.execute(
        "INSERT INTO places_place (company_id, kind, code, name, capabilities, sequence, storage_class, active)"
        " SELECT %(company)s::bigint, 'transit', 'TRANSIT', '', '{}', 0, '', true WHERE NOT EXISTS (SELECT FROM"
        " places_place WHERE company_id = %(company)s AND kind = 'transit' AND site_id IS NULL)"
        " ON CONFLICT (company_id, site_id, code) DO NOTHING",
        {"company": current_company_id()},
    )


def _install_terms() -> None:
    known = set(PaymentTerm.objects.values_list("code", flat=True))
    missing = [{**each, "name": _(each["name"])} for each in TERMS if each["code"] not in known]
    save_payment_terms(terms=missing).require_all()


def _install_price_lists(currency: str) -> None:
    known = set(PriceList.objects.filter(is_default=True, currency=currency).values_list("kind", flat=True))
    missing = [
        {**each, "name": _(each["name"]), "currency": currency, "is_default": True}
        for each in PRICE_LISTS
        if each["kind"] not in known
    ]
    save_price_lists(price_lists=missing).require_all()


def standard_tax() -> int | None:
    """Return the tax code at which most goods of the company's country are taxed, if one is known."""
    country = Company.objects.values_list("country", flat=True).get(pk=current_company_id())
    code = STANDARD_TAXES.get(country, "")
    return TaxCode.objects.filter(code=code, active=True).values_list("pk", flat=True).first()


@verb("erp.apply_standard_tax")
def apply_standard_tax() -> int:
    """Tax items that name no tax code at the standard one of the country; return how many were changed."""
    tax = standard_tax()
    if tax is None:
        return 0
    items = Item.objects.exclude(kind=Item.Kind.TEMPLATE)
    sold = items.filter(sales_tax=None, is_sold=True).update(sales_tax=tax)
    bought = items.filter(purchase_tax=None, is_purchased=True).update(purchase_tax=tax)
    return sold + bought
