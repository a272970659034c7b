"""What must be there before the first order: items, customers, and enough goods, bought from an opening supplier."""

import datetime as dt
from decimal import Decimal

from django.db import transaction

from nonet.books.money.services.periods import write_periods
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.masters.items.models import Item
from nonet.masters.items.services import save_items
from nonet.masters.parties.models import Party
from nonet.masters.parties.services import save_parties
from nonet.systems.erp.imports.buying import Purchase, buy
from nonet.systems.erp.imports.facts import main_site
from nonet.systems.erp.imports.online_retail.scanning import Outlook
from nonet.systems.erp.imports.online_retail.shape import SUPPLIER, is_service, unit_cost


def make_ready(outlook: Outlook, cost_share: Decimal) -> dict[str, int]:
    """Create what the orders need and is not there yet, in one transaction; return how much of each was made."""
    if outlook.first_day is None:
        return {"items": 0, "customers": 0, "bought": 0}
    with transaction.atomic():
        write_periods(sorted(outlook.years | {outlook.first_day.year}))
        items = _make_items(outlook)
        customers = _make_customers(outlook)
        bought = _buy(outlook, cost_share, outlook.first_day - dt.timedelta(days=1))
    return {"items": items, "customers": customers, "bought": bought}


def _make_items(outlook: Outlook) -> int:
    known = set(Item.objects.filter(code__in=outlook.items).values_list("code", flat=True))
    rows = [
        {"code": code, "name": facts.name or code, "kind": "service" if is_service(code) else "stock"}
        for code, facts in outlook.items.items()
        if code not in known
    ]
    save_items(items=rows).require_all()
    return len(rows)


def _make_customers(outlook: Outlook) -> int:
    known = set(Party.objects.filter(code__in=outlook.countries).values_list("code", flat=True))
    rows = [
        {
            "code": code,
            "name": f"Customer {code}",
            "is_customer": True,
            "country": countries.most_common(1)[0][0],
        }
        for code, countries in outlook.countries.items()
        if code not in known
    ]
    save_parties(parties=rows).require_all()
    return len(rows)


def _buy(outlook: Outlook, cost_share: Decimal, on: dt.date) -> int:
    """Buy what the orders need beyond what is free at the site; return how many items that were."""
    site_id = main_site()
    goods = {code: facts for code, facts in outlook.items.items() if not is_service(code)}
    found = sql.rows(
        "SELECT i.id, i.code, coalesce(s.on_hand - s.reserved, 0) AS free FROM items_item i"
        " LEFT JOIN stock_sitestock s ON s.item_id = i.id AND s.site_id = %s"
        " WHERE i.company_id = %s AND i.code = ANY(%s) AND i.kind = 'stock' ORDER BY i.id",
        (site_id, current_company_id(), list(goods)),
    )
    wanted = [
        Purchase(
            each.id, goods[each.code].sold - each.free, unit_cost(goods[each.code].median_price, cost_share)
        )
        for each in found
        if goods[each.code].sold > each.free
    ]
    if wanted:
        buy(wanted, _supplier(), site_id, on)
    return len(wanted)


def _supplier() -> int:
    row = {"code": SUPPLIER, "name": "Opening stock", "is_supplier": True, "country": "GB"}
    saved = save_parties(parties=[row])
    saved.require_all()
    return saved.done[0]
