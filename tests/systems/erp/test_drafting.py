"""Prices, taxes, units and kits, as an order is taken."""

from decimal import Decimal as D

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nonet.kernel.errors import InvalidInput
from nonet.masters.items.models import Item, ItemUnit, KitComponent
from nonet.masters.prices.models import PartyPriceList, Price, PriceList
from nonet.systems.erp.errors import NotTraded, PriceMissing
from nonet.systems.erp.services.purchasing import PurchaseLine, PurchaseOrder, create_purchase_orders
from nonet.systems.erp.services.sales import SalesLine, SalesOrder, create_sales_orders
from tests.fixtures import LONG_AGO, TradingCompany
from tests.stories import play


def add_list(world: TradingCompany, party: str, kind: str, item: str, price: str, **more: bool) -> None:
    made = PriceList.objects.create(
        company=world.company, code=f"{party.lower()}-{kind}", name=party, kind=kind, currency="CNY", **more
    )
    Price.objects.create(
        company=world.company, price_list=made, item_id=world.item(item), price=D(price), valid_from=LONG_AGO
    )
    PartyPriceList.objects.create(company=world.company, party_id=world.party(party), price_list=made)


def test_own_list_comes_before_the_default(trading_company: TradingCompany) -> None:
    world = trading_company
    add_list(world, "BOB", "sales", "TEA", "90")
    assert play.line(play.take(world, "BOB", [("TEA", 2)]), "TEA").net_amount == D(180)
    assert play.line(play.take(world, "ALICE", [("TEA", 2)]), "TEA").net_amount == D(200)


def test_price_with_tax_within(trading_company: TradingCompany) -> None:
    """113 with tax is 100 net and 13 tax."""
    world = trading_company
    add_list(world, "BOB", "sales", "TEA", "113", tax_included=True)
    line = play.line(play.take(world, "BOB", [("TEA", 3)]), "TEA")
    assert (line.net_amount, line.tax_amount) == (D(300), D(39))


def test_supplier_has_a_price_of_his_own(trading_company: TradingCompany) -> None:
    world = trading_company
    add_list(world, "ZHANG", "purchase", "TEA", "55")
    orders = [
        PurchaseOrder(world.party(supplier), world.site(), [PurchaseLine(world.item("TEA"), D(2))])
        for supplier in ("ZHANG", "LI")
    ]
    made = create_purchase_orders(orders=orders).require_all().done
    assert [play.line(each, "TEA").net_amount for each in made] == [D(110), D(120)]


def test_cartons_become_pieces(trading_company: TradingCompany) -> None:
    world = trading_company
    ItemUnit.objects.create(company=world.company, item_id=world.item("CUP"), unit_id="CT", factor=48)
    order = SalesOrder(
        world.party("BOB"), world.site(), [SalesLine(world.item("CUP"), D(2), unit="CT", price=D(480))]
    )
    line = play.line(create_sales_orders(orders=[order]).require_all().done[0], "CUP")
    assert (line.quantity, line.price, line.net_amount) == (D(96), D(10), D(960))
    assert (line.entered_quantity, line.entered_unit_id) == (D(2), "CT")


def test_unfit_lines_say_why(trading_company: TradingCompany) -> None:
    world = trading_company
    Item.objects.filter(code="POT").update(active=False)
    Price.objects.filter(item_id=world.item("MILK")).delete()

    def refusal(item: str, quantity: str = "1", **more: str) -> object:
        line = SalesLine(world.item(item), D(quantity), **more)  # type: ignore[arg-type]
        order = SalesOrder(world.party("BOB"), world.site(), [line])
        return create_sales_orders(orders=[order]).refused[0]

    assert isinstance(refusal("POT"), NotTraded)
    assert isinstance(refusal("MILK"), PriceMissing)
    assert isinstance(refusal("TEA", "-1"), InvalidInput)
    assert isinstance(refusal("TEA", unit="CT"), InvalidInput)


def test_kits_within_kits_are_taken_apart(trading_company: TradingCompany) -> None:
    """A hamper of one set (1 pot, 4 cups) and 2 more cups: 1 pot and 6 cups."""
    world = trading_company
    hamper = Item.objects.create(company=world.company, code="HAMPER", name="礼篮", kind="kit")
    for item, quantity in (("SET", 1), ("CUP", 2)):
        KitComponent.objects.create(
            company=world.company, kit=hamper, item_id=world.item(item), quantity=quantity
        )
    line = SalesLine(hamper.pk, D(1), price=D(200))
    made = (
        create_sales_orders(orders=[SalesOrder(world.party("BOB"), world.site(), [line])]).require_all().done
    )
    found = {each.code: (each.quantity, each.net_amount) for each in play.lines_of(made[0])}
    assert found == {"POT": (D(1), D("66.67")), "CUP": (D(6), D("133.33"))}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    price=st.decimals("0.01", "9999.99", places=2),
    quantity=st.integers(1, 50),
    discount=st.sampled_from(["0", "0.03", "0.125", "0.3333"]),
)
def test_components_cost_what_the_kit_costs(
    trading_company: TradingCompany, price: D, quantity: int, discount: str
) -> None:
    world = trading_company
    line = SalesLine(world.item("SET"), D(quantity), price=price, discount=D(discount))
    made = (
        create_sales_orders(orders=[SalesOrder(world.party("BOB"), world.site(), [line])]).require_all().done
    )
    net = sum(each.net_amount for each in play.lines_of(made[0]))
    exact = price * quantity * (1 - D(discount))
    assert abs(net - exact) <= D("0.005")
    assert net == net.quantize(D("0.01"))
