"""Legal numbers of invoices when a year brings more than its six digits hold."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from nonet.books.money.models import Invoice
from nonet.books.orders.models import Delivery
from nonet.books.stock.services.issuing import ship_deliveries
from nonet.books.stock.services.picking import pick_deliveries
from nonet.kernel.actor import acting_as_system
from nonet.kernel.clock import today
from nonet.kernel.models import GaplessSeries
from nonet.systems.erp.services import sales
from tests.fixtures import TradingCompany, build_trading_company


@pytest.fixture
def world(db: None) -> Iterator[TradingCompany]:
    """A company whose books are not proved at the end: they would miss the numbers that the test leaps over."""
    made = build_trading_company("auto", automatic=("reserve", "invoice", "post"))
    with acting_as_system(made.company.pk):
        yield made


def test_the_millionth_invoice_has_a_number_of_its_own(world: TradingCompany) -> None:
    world.stock("TEA", 10, 60)
    year = today().year
    GaplessSeries.objects.create(
        company_id=world.company.pk, series="INV", period=str(year), next_number=999_999
    )
    for _again in range(2):
        _sell(world)
    numbers = list(Invoice.objects.order_by("pk").values_list("number", flat=True))
    assert numbers == [f"INV{year}-{each}" for each in ("999999", "1000000")]


def _sell(world: TradingCompany) -> None:
    line = sales.SalesLine(item_id=world.item("TEA"), quantity=Decimal(1))
    order = sales.SalesOrder(party_id=world.party("BOB"), site_id=world.site(), lines=[line])
    made = sales.create_sales_orders(orders=[order]).require_all().done
    sales.confirm_sales_orders(order_ids=made).require_all()
    delivery = Delivery.objects.latest("pk").pk
    pick_deliveries(delivery_ids=[delivery]).require_all()
    ship_deliveries(delivery_ids=[delivery]).require_all()
