"""The sidebar: each system's pages under its headings, those still locked shown as locked with their stage."""

from typing import Any

from django.core.cache import caches
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from nonet.books.money.menu import MENU as MONEY
from nonet.books.stock.menu import MENU as STOCK
from nonet.kernel import unlocking
from nonet.kernel.access import companies_of
from nonet.kernel.actor import current_company_id, has_actor
from nonet.kernel.models import Company
from nonet.kit.admin.base import actor_may
from nonet.kit.menu import MenuGroup, MenuItem
from nonet.systems.erp.menu import MENU as ERP

REMEMBERED_SECONDS = 30
START = MenuGroup(
    "",
    (
        MenuItem(gettext_lazy("Home"), "index", "home", ""),
        MenuItem(gettext_lazy("Approvals"), "approvals", "approval", "approvals.read"),
        MenuItem(gettext_lazy("Import"), "imports", "upload_file", ""),
        MenuItem(gettext_lazy("Export"), "exports", "download", ""),
        MenuItem(gettext_lazy("Checks"), "checks", "verified", "kernel.run_checks"),
    ),
)
MASTERS = MenuGroup(
    gettext_lazy("Masters"),
    (
        MenuItem(gettext_lazy("Parties"), "parties_party", "groups", "parties.read"),
        MenuItem(gettext_lazy("Items"), "items_item", "inventory_2", "items.read"),
        MenuItem(gettext_lazy("Price lists"), "prices_pricelist", "sell", "prices.read"),
        MenuItem(gettext_lazy("Sites"), "places_site", "warehouse", "places.read"),
        MenuItem(gettext_lazy("Places"), "places_place", "shelves", "places.read"),
        MenuItem(gettext_lazy("Item categories"), "items_itemcategory", "category", "items.read"),
        MenuItem(gettext_lazy("Brands"), "items_brand", "verified", "items.read"),
        MenuItem(gettext_lazy("Attributes"), "items_attribute", "palette", "items.read"),
        MenuItem(gettext_lazy("Payment terms"), "parties_paymentterm", "schedule", "parties.read"),
        MenuItem(gettext_lazy("Tax codes"), "taxes_taxcode", "percent", "taxes.read"),
        MenuItem(gettext_lazy("Work centres"), "places_workcentre", "precision_manufacturing", "places.read"),
        MenuItem(gettext_lazy("Calendars"), "places_calendar", "calendar_month", "places.read"),
    ),
)
SETTINGS = MenuGroup(
    gettext_lazy("Settings"),
    (
        MenuItem(gettext_lazy("Companies"), "kernel_company", "apartment", "kernel.read"),
        MenuItem(gettext_lazy("Users"), "people", "person", "kernel.read"),
        MenuItem(gettext_lazy("Roles"), "kernel_role", "badge", "kernel.read"),
        MenuItem(gettext_lazy("Departments"), "people_department", "lan", "people.read"),
        MenuItem(gettext_lazy("Who works where"), "people_post", "person_pin", "people.read"),
        MenuItem(gettext_lazy("Approval rules"), "approvalrules", "rule", "approvals.read_all"),
        MenuItem(gettext_lazy("Permissions"), "permissions", "key", "kernel.read"),
        MenuItem(gettext_lazy("Papers"), "papers", "print", "printing.read"),
        MenuItem(gettext_lazy("API tokens"), "tokens", "vpn_key", "kernel.read"),
        MenuItem(gettext_lazy("Sign-in log"), "door", "login", "kernel.read"),
        MenuItem(gettext_lazy("Jobs"), "kernel_jobrun", "sync", "kernel.read"),
    ),
)
GROUPS: tuple[MenuGroup, ...] = (START, *ERP, *STOCK, *MONEY, MASTERS, SETTINGS)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the sidebar for the user and company at work."""
    if not has_actor():
        return []
    shown = [_group(at, each) for at, each in enumerate(open_groups())]
    return [each for each in (*shown, _others()) if each["items"]]


def open_groups() -> list[MenuGroup]:
    """Return the groups of pages of what all share and of the systems that are unlocked."""
    return [each for each in GROUPS if not each.system or unlocking.is_unlocked(each.system)]


def allowed(group: MenuGroup) -> list[MenuItem]:
    """Return the pages of a group that the user may see."""
    return [each for each in group.items if not each.permission or actor_may(each.permission)]


def address_of_page(item: MenuItem) -> str:
    """Return the address of a page of the menu."""
    address = reverse(item.route)
    return f"{address}?{item.query}" if item.query else address


def _group(at: int, group: MenuGroup) -> dict[str, Any]:
    items = [
        {"title": each.title, "icon": each.icon, "name": each.page, "link": address_of_page(each)}
        for each in allowed(group)
    ]
    return {"title": group.title, "key": f"{group.system or 'all'}-{at}", "items": items}


def _others() -> dict[str, Any]:
    """Return the systems that have no pages yet: unlocked ones by name, locked ones with their stage."""
    with_pages = {each.system for each in GROUPS}
    rest = [each for each in unlocking.systems() if each.code not in with_pages]
    return {"title": _("Systems"), "key": "systems", "items": [_system(each) for each in rest]}


def _system(manifest: unlocking.Manifest) -> dict[str, Any]:
    item: dict[str, Any] = {
        "title": system_name(manifest),
        "link": reverse("admin:system", args=[manifest.code]),
        "icon": "lock_open",
    }
    if not unlocking.is_unlocked(manifest.code):
        stage = _("Stage %(stage)s") % {"stage": manifest.stage}
        item |= {"icon": "lock", "locked": True, "stage": stage}
    return item


def system_name(manifest: unlocking.Manifest) -> str:
    """Return what a system is called: its letters, and its name where that is another."""
    code, name = manifest.code.upper(), manifest.names.get(get_language() or "en", "")
    return f"{code} {name}" if name and name != code else code


def company_name(request: HttpRequest) -> str:
    """Return the name of the company at work, for the head of the sidebar."""
    if not has_actor():
        return "Nonet"
    remembered = vars(request)
    if "company_name" not in remembered:
        found = Company.objects.filter(pk=current_company_id()).first()
        remembered["company_name"] = str(found) if found else "Nonet"
    return str(remembered["company_name"])


def company_context(request: HttpRequest) -> dict[str, Any]:
    """Return the companies in which the user has a place, and the one at work; remembered for some seconds."""
    if not has_actor():
        return {}
    key = f"companies:{request.user.pk}"
    found = caches["local"].get_or_set(key, lambda: companies_of(request.user), REMEMBERED_SECONDS)
    return {"companies": found, "company_here": current_company_id()}


def language_address(request: HttpRequest) -> str:
    """Return where a choice of language is sent."""
    return reverse("admin:language") if has_actor() else reverse("set_language")
