"""The demo company is set up: its masters, written through their verbs; what is there already stays."""

from typing import Any

from demo import company, items, parties
from nonet.kernel.models import Company
from nonet.masters.items.models import Item
from nonet.masters.items.services import (
    save_categories,
    save_item_units,
    save_items,
    save_kit_components,
)
from nonet.masters.parties.services import save_addresses, save_contacts, save_parties
from nonet.masters.places.layout import Axis, Layout
from nonet.masters.places.services import generate_places, save_sites
from nonet.masters.prices.services import save_prices
from nonet.systems.erp.services.setup import apply_standard_tax

LONG_AGO = "2020-01-01"


def write_masters() -> None:
    """Write all masters of the company at work."""
    _policy()
    _sites()
    _items()
    _parties()
    _prices()
    apply_standard_tax()


def _policy() -> None:
    made = Company.objects.get(code=company.CODE)
    made.policy = {**made.policy, "purchase_approval_above": company.POLICY_APPROVAL_ABOVE}
    Company.objects.filter(pk=made.pk).update(policy=made.policy)


def _sites() -> None:
    saved = save_sites(sites=company.SITES).require_all()
    ids = dict(zip((site["code"] for site in company.SITES), saved.done, strict=True))
    for code, areas in company.LAYOUTS.items():
        layouts = [
            Layout(area, (Axis("rack", 1, racks), Axis("bin", 1, bins))) for area, racks, bins in areas
        ]
        generate_places(site_id=ids[code], layouts=layouts)


def _items() -> None:
    save_categories(
        categories=[{"code": code, "name": name} for code, name in items.CATEGORIES]
    ).require_all()
    save_items(items=[*_goods(), *_services(), *_kits()]).require_all()
    parts = [
        {"kit": kit, "item": part, "quantity": quantity}
        for kit, _, _, components in items.KITS
        for part, quantity in components
    ]
    save_kit_components(components=parts).require_all()
    cartons = [{"item": item, "unit": unit, "factor": factor} for item, unit, factor in items.UNITS]
    save_item_units(units=cartons).require_all()


def _goods() -> list[dict[str, Any]]:
    return [
        {"code": code, "name": name, "category": category, "tracking": tracking, "costing": costing}
        for code, name, category, _, _, tracking, costing, _, _ in items.GOODS
    ]


def _services() -> list[dict[str, Any]]:
    return [
        {"code": code, "name": name, "kind": Item.Kind.SERVICE, "category": "service", "is_purchased": False}
        for code, name, _ in items.SERVICES
    ]


def _kits() -> list[dict[str, Any]]:
    return [
        {"code": code, "name": name, "kind": Item.Kind.KIT, "category": "set", "is_purchased": False}
        for code, name, _, _ in items.KITS
    ]


def _parties() -> None:
    customers = [_party(row, is_customer=True) for row in parties.CUSTOMERS]
    suppliers = [_party((*row[:5], "", *row[5:]), is_supplier=True) for row in parties.SUPPLIERS]
    code, name, short, tax = parties.CARRIER
    carrier = {"code": code, "name": name, "short_name": short, "tax_number": tax}
    save_parties(
        parties=[*customers, *suppliers, {**carrier, "is_carrier": True, "is_supplier": True}]
    ).require_all()
    rows = [*parties.CUSTOMERS, *((*row[:5], "", *row[5:]) for row in parties.SUPPLIERS)]
    save_addresses(addresses=[_address(row) for row in rows]).require_all()
    contacts = [{"party": row[0], "name": row[10], "phone": row[11], "is_main": True} for row in rows]
    save_contacts(contacts=contacts).require_all()


def _party(row: tuple[str, ...], **roles: bool) -> dict[str, Any]:
    code, name, short, tax, term, limit = row[:6]
    facts = {"code": code, "name": name, "short_name": short, "tax_number": tax, "payment_term": term}
    return {**facts, "credit_limit": limit or None, **roles}


def _address(row: tuple[str, ...]) -> dict[str, Any]:
    province, city, district, street, recipient, phone = row[6:12]
    where = {"province": province, "city": city, "district": district, "street": street}
    return {"party": row[0], "kind": "delivery", "recipient": recipient, "phone": phone, **where}


def _prices() -> None:
    goods = [(code, price) for code, _, _, _, price, *_ in items.GOODS]
    others = [(code, price) for code, _, price in items.SERVICES] + [kit[:1] + kit[2:3] for kit in items.KITS]
    sales = [_price("sales", code, price) for code, price in (*goods, *others)]
    breaks = [_price("sales", code, price, quantity) for code, quantity, price in items.BREAKS]
    bought = [_price("purchase", code, price) for code, _, _, price, *_ in items.GOODS]
    save_prices(prices=[*sales, *breaks, *bought]).require_all()


def _price(price_list: str, item: str, price: str, from_quantity: int = 0) -> dict[str, Any]:
    when = {"valid_from": LONG_AGO, "from_quantity": from_quantity}
    return {"price_list": price_list, "item": item, "price": price, **when}
