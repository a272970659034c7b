"""A small trading company that every story can play in: chart of accounts, sites, bins, items, parties, prices."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest

from nonet.books.orders.services.confirming import write_confirmed
from nonet.books.orders.services.creating import LineDraft, OrderDraft, create_orders
from nonet.books.orders.services.receiving import ReceiptDraft, ReceiptLineDraft, create_receipts
from nonet.books.stock.services.receiving import post_receipts
from nonet.kernel import sql
from nonet.kernel.actor import acting_as_system, current_company_id
from nonet.kernel.checks import run_checks
from nonet.kernel.clock import today
from nonet.kernel.models import Company
from nonet.kernel.verbs import verb
from nonet.masters.items.models import Item, KitComponent
from nonet.masters.items.services import save_items
from nonet.masters.parties.services import save_parties, save_payment_terms
from nonet.masters.places.models import Place, Site
from nonet.masters.places.services import create_site
from nonet.masters.prices.models import Price, PriceList
from nonet.masters.taxes.models import TaxCode
from nonet.systems.erp.services.setup import create_company

LONG_AGO = dt.date(2020, 1, 1)
BINS = ("A-01-01", "A-01-02", "B-01-01")

ITEMS: tuple[dict[str, Any], ...] = (
    {"code": "TEA", "name": "龙井茶 250g"},
    {"code": "CUP", "name": "青瓷杯"},
    {"code": "POT", "name": "紫砂壶", "costing": "fifo"},
    {"code": "MILK", "name": "鲜奶 1L", "tracking": "lot"},
    {"code": "PHONE", "name": "手机", "tracking": "serial"},
    {"code": "FREIGHT", "name": "运费", "kind": "service"},
    {"code": "SET", "name": "茶具套装", "kind": "kit"},
)
KIT = (("POT", 1), ("CUP", 4))
SALES_PRICES = {"TEA": 100, "CUP": 20, "POT": 60, "MILK": 12, "PHONE": 2000, "FREIGHT": 15, "SET": 120}
PURCHASE_PRICES = {"TEA": 60, "CUP": 8, "POT": 30, "MILK": 7, "PHONE": 1500}
PARTIES: tuple[dict[str, Any], ...] = (
    {"code": "ALICE", "name": "杭州爱丽丝茶馆有限公司", "is_customer": True, "credit_limit": "10000"},
    {"code": "BOB", "name": "上海博博商贸有限公司", "is_customer": True, "payment_term": "NET30"},
    {"code": "ZHANG", "name": "张记茶业有限公司", "is_supplier": True, "payment_term": "NET30"},
    {"code": "LI", "name": "李记瓷器厂", "is_supplier": True},
)


@dataclass
class TradingCompany:
    """A company ready to trade; ``item("TEA")``, ``party("ALICE")``, ``place("A-01-01")`` give ids by code.

    Its tax is 13 %, its chart 小企业会计准则, and nothing runs by itself unless ``automatic`` says so.
    """

    company: Company
    sites: dict[str, int] = field(default_factory=dict)
    places: dict[tuple[str, str], int] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)
    parties: dict[str, int] = field(default_factory=dict)

    def item(self, code: str) -> int:
        """Return an item's id."""
        return self.items[code]

    def party(self, code: str) -> int:
        """Return a party's id."""
        return self.parties[code]

    def site(self, code: str = "MAIN") -> int:
        """Return a site's id."""
        return self.sites[code]

    def place(self, code: str, site: str = "MAIN") -> int:
        """Return a place's id; counterparts of stock are of the site ``""``."""
        return self.places[site, code]

    def stock(self, item: str, quantity: Any, cost: Any, site: str = "MAIN", lot: str = "") -> int:
        """Buy goods at a cost and take them in, unbilled; return the receipt's id."""
        return receive_bought(self, item, Decimal(quantity), Decimal(str(cost)), site, lot)

    def on_hand(self, item: str, site: str = "MAIN") -> tuple[Decimal, Decimal]:
        """Return what a site can promise of an item, and how much of it is reserved."""
        found = sql.row(
            "SELECT on_hand, reserved FROM stock_sitestock WHERE item_id = %s AND site_id = %s",
            (self.item(item), self.site(site)),
        )
        return (found.on_hand, found.reserved) if found else (Decimal(0), Decimal(0))

    def balance(self, role: str) -> Decimal:
        """Return debit less credit of the account that plays a role (``inventory``, ``receivable`` …)."""
        found = sql.row(
            "SELECT coalesce(sum(l.debit - l.credit), 0) AS balance FROM money_accountrole r"
            " JOIN money_entryline l ON l.account_id = r.account_id AND l.company_id = r.company_id"
            " WHERE r.company_id = %s AND r.role = %s AND r.category_id IS NULL AND r.tax_code_id IS NULL",
            (current_company_id(), role),
        )
        assert found is not None
        return Decimal(found.balance)

    def owed(self, party: str) -> Decimal:
        """Return what a party owes us (positive) or we owe it (negative)."""
        found = sql.row(
            "SELECT coalesce(sum(open_amount), 0) AS owed FROM money_openitem WHERE party_id = %s",
            (self.party(party),),
        )
        assert found is not None
        return Decimal(found.owed)


@verb("tests.receive_bought")
def receive_bought(
    world: TradingCompany, item: str, quantity: Decimal, cost: Decimal, site: str, lot: str
) -> int:
    """Buy, confirm and receive one line."""
    line = LineDraft(world.item(item), quantity, "PCE", price=cost, net_amount=quantity * cost)
    ids = create_orders(
        [OrderDraft("purchase", world.site(site), today(), "CNY", [line], party_id=world.party("ZHANG"))]
    )
    write_confirmed(ids, "purchase")
    found = sql.row("SELECT id FROM orders_orderline WHERE order_id = %s", (ids[0],))
    assert found is not None
    drafts = [ReceiptDraft([ReceiptLineDraft(found.id, quantity, lot_code=lot)])]
    receipts = create_receipts(receipts=drafts).require_all().done
    return post_receipts(receipt_ids=receipts).require_all().done[0]


def build_trading_company(code: str = "acme", automatic: tuple[str, ...] = ()) -> TradingCompany:
    """Build the company; ``automatic`` names the steps that run by themselves (reserve, invoice, post)."""
    company = create_company(code=code, name="艾克美贸易有限公司", automatic=automatic)
    world = TradingCompany(company)
    with acting_as_system(company.pk):
        _fill_places(world)
        _fill_masters(world)
        _fill_prices(world)
    return world


def _fill_places(world: TradingCompany) -> None:
    create_site(code="EAST", name="东仓")
    world.sites = dict(Site.objects.values_list("code", "pk"))
    Place.everywhere.bulk_create(
        Place(company=world.company, site_id=site, kind=Place.Kind.BIN, code=code, sequence=9)
        for site in world.sites.values()
        for code in BINS
    )
    names = {site: code for code, site in world.sites.items()}
    world.places = {
        (names.get(site, ""), code): pk
        for pk, site, code in Place.objects.values_list("pk", "site_id", "code")
    }


def _fill_masters(world: TradingCompany) -> None:
    tax = standard_tax(world.company)
    rows = [{"sales_tax_id": tax, "purchase_tax_id": tax, **row} for row in ITEMS]
    save_items(items=rows).require_all()
    world.items = dict(Item.objects.values_list("code", "pk"))
    KitComponent.everywhere.bulk_create(
        KitComponent(company=world.company, kit_id=world.item("SET"), item_id=world.item(code), quantity=each)
        for code, each in KIT
    )
    save_payment_terms(terms=[{"code": "NET30", "name": "30 天", "days": 30}]).require_all()
    world.parties = save_parties(parties=PARTIES).require_all().ids  # type: ignore[attr-defined]


def standard_tax(company: Company) -> int:
    """Return the company's 13 % tax code."""
    found = TaxCode.objects.filter(rate=Decimal("0.13")).order_by("pk").first()
    made = found or TaxCode.objects.create(company=company, code="VAT13", name="13 %", rate=Decimal("0.13"))
    return int(made.pk)


def _fill_prices(world: TradingCompany) -> None:
    for kind, prices in (("sales", SALES_PRICES), ("purchase", PURCHASE_PRICES)):
        made, _ = PriceList.objects.get_or_create(
            company=world.company,
            kind=kind,
            currency="CNY",
            is_default=True,
            defaults={"code": kind, "name": kind},
        )
        Price.everywhere.bulk_create(
            Price(
                company=world.company,
                price_list=made,
                item_id=world.item(code),
                price=price,
                valid_from=LONG_AGO,
            )
            for code, price in prices.items()
        )


def assert_checks_clean() -> None:
    """Prove every invariant of the books of the company at work."""
    broken = {each.name: each.findings for each in run_checks() if not each.ok}
    assert not broken, broken


@pytest.fixture
def trading_company(db: None) -> Iterator[TradingCompany]:
    """A company at work in which nothing runs by itself; its books must be sound when the test ends."""
    world = build_trading_company()
    with acting_as_system(world.company.pk):
        yield world
        assert_checks_clean()


@pytest.fixture
def automatic_company(db: None) -> Iterator[TradingCompany]:
    """A company that reserves, invoices and posts by itself."""
    world = build_trading_company("auto", automatic=("reserve", "invoice", "post"))
    with acting_as_system(world.company.pk):
        yield world
        assert_checks_clean()
