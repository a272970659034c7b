"""A year in small: every order goes to its paid invoice, every return to its refund, and the sums are the file's."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation

from nonet.books.money.models import Entry, Invoice, OpenItem, Payment
from nonet.books.orders.models import Delivery, Order, OrderLine
from nonet.books.stock.models import Move
from nonet.kernel.actor import acting_as_system
from nonet.kernel.checks import run_checks
from nonet.kernel.models import Company
from nonet.kit.importing import profile_for
from nonet.masters.items.models import Item
from nonet.masters.parties.models import Party
from nonet.systems.erp.selectors.sales_reports import sales_by
from tests.systems.erp.imports.samples import ORDERS, RETURN_HEADINGS, RETURNS, UK, bring, company_of, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(db: None) -> Iterator[Company]:
    found = company_of()
    with translation.override("en"), acting_as_system(found.pk):
        yield found


def assert_clean() -> None:
    broken = [each for each in run_checks() if not each.ok]
    assert not broken


def test_every_order_goes_to_its_paid_invoice(company: Company, tmp_path: Path) -> None:
    report = bring(write(tmp_path / "orders.csv", ORDERS))
    assert (report.rows, report.created, report.finding_count) == (9, 5, 0)
    order = Order.objects.get(external_number="536365")
    assert (order.ordered_on, order.net_total, order.tax_total) == (dt.date(2010, 12, 1), Decimal("55.98"), 0)
    assert [(each.quantity, each.price) for each in order.lines.order_by("position")] == [
        (6, Decimal("2.55")),
        (6, Decimal("3.39")),
        (6, Decimal("3.39")),
    ]
    assert Order.objects.filter(kind="sales", closed_at=None).count() == 0
    invoices = Invoice.objects.filter(kind="sales_invoice", state="posted")
    assert invoices.count() == 5
    assert not OpenItem.objects.filter(is_receivable=True).exclude(open_amount=0).exists()
    assert Payment.objects.count() == 5
    assert_clean()


def test_every_document_has_the_business_date_of_the_file(company: Company, tmp_path: Path) -> None:
    bring(write(tmp_path / "orders.csv", ORDERS))
    days = {dt.date(2010, 12, 1), dt.date(2011, 1, 4), dt.date(2011, 4, 1)}
    opening = dt.date(2010, 11, 30)
    assert set(Invoice.objects.filter(kind="sales_invoice").values_list("issued_on", flat=True)) == days
    assert set(Payment.objects.values_list("paid_on", flat=True)) == days
    assert set(Delivery.objects.values_list("shipped_on", flat=True)) == days
    assert set(Move.objects.values_list("moved_on", flat=True)) == days | {opening}
    assert set(Entry.objects.values_list("posted_on", flat=True)) == days | {opening}


def test_masters_and_stock_are_made_from_the_file(company: Company, tmp_path: Path) -> None:
    bring(write(tmp_path / "orders.csv", ORDERS))
    heart = Item.objects.get(code="85123A")
    assert (heart.name, heart.kind) == ("WHITE HANGING HEART", "stock")
    assert set(Item.objects.filter(kind="service").values_list("code", flat=True)) == {"POST", "PADS"}
    assert Party.objects.get(code="12583").country == "FR"
    bought = OrderLine.objects.get(order__kind="purchase", item=heart)
    assert (bought.quantity, bought.price) == (39, Decimal("1.28"))  # half of the median 2.55, rounded up
    assert Invoice.objects.get(kind="purchase_bill").state == "posted"


def test_sales_by_month_and_country_are_those_of_the_file(company: Company, tmp_path: Path) -> None:
    path = write(tmp_path / "orders.csv", ORDERS)
    bring(path)
    assert [(each.key, each.invoices, each.sales) for each in sales_by("month")] == [
        ("2010-12", 2, Decimal("97.53")),
        ("2011-01", 2, Decimal("99.60")),
        ("2011-04", 1, Decimal("2.95")),
    ]
    countries = {each.key: each.sales for each in sales_by("country")}
    assert countries == {
        "GB": Decimal("58.93"),
        "FR": Decimal("41.55"),
        "BE": Decimal("18"),
        "IE": Decimal("81.60"),
    }
    assert sum(each.sales for each in sales_by("item")) == Decimal("200.08")
    verify = profile_for("orders", "online-retail").verify
    assert verify is not None and all(each.is_equal for each in verify(path))


def test_a_second_import_changes_nothing(company: Company, tmp_path: Path) -> None:
    path = write(tmp_path / "orders.csv", ORDERS)
    bring(path)
    before = (Order.objects.count(), Move.objects.count(), Entry.objects.count(), Payment.objects.count())
    report = bring(path)
    assert (report.created, report.known, report.finding_count, report.is_unchanged) == (0, 5, 0, True)
    assert before == (
        Order.objects.count(),
        Move.objects.count(),
        Entry.objects.count(),
        Payment.objects.count(),
    )


def test_a_longer_file_adds_only_what_is_new(company: Company, tmp_path: Path) -> None:
    bring(write(tmp_path / "orders.csv", ORDERS[:5]))
    report = bring(write(tmp_path / "more.csv", ORDERS))
    assert (report.created, report.known) == (3, 2)
    assert Item.objects.get(code="85123A").name == "WHITE HANGING HEART"
    assert_clean()


def test_a_known_order_with_other_lines_is_told(company: Company, tmp_path: Path) -> None:
    bring(write(tmp_path / "orders.csv", ORDERS))
    report = bring(write(tmp_path / "other.csv", ORDERS[:2]))
    assert report.is_unchanged
    assert report.findings[0].reason.startswith("536365 was imported before with other lines")


def bad(**changes: str) -> list[str]:
    names = ("invoice", "code", "description", "quantity", "moment", "price", "customer", "country")
    sound = dict(
        zip(
            names,
            ["560001", "22633", "HAND WARMER", "1", "2011-05-01 10:00:00", "1.85", "17850", UK],
            strict=True,
        )
    )
    return list((sound | changes).values())


@pytest.mark.parametrize(
    ("changes", "column", "reason"),
    [
        ({"customer": ""}, "CustomerID", "is missing"),
        ({"quantity": "0"}, "Quantity", "is zero"),
        ({"quantity": "-1"}, "Quantity", "is negative"),
        ({"quantity": "many"}, "Quantity", "is no number"),
        ({"price": "0.0"}, "UnitPrice", "is zero"),
        ({"price": "-11062.06"}, "UnitPrice", "is negative"),
        ({"code": ""}, "StockCode", "is missing"),
        ({"invoice": ""}, "InvoiceNo", "is missing"),
        ({"moment": "12/1/2010 8:26"}, "InvoiceDate", "is no date"),
        ({"country": "Atlantis"}, "Country", "is not known"),
    ],
)
def test_bad_rows_lose_nothing_else(
    company: Company, tmp_path: Path, changes: dict[str, str], column: str, reason: str
) -> None:
    report = bring(
        write(tmp_path / "orders.csv", [*ORDERS[:5], bad(**changes), bad()]), errors_path=tmp_path / "e.csv"
    )
    assert (report.created, report.bad_rows) == (3, 1)
    finding = report.findings[0]
    assert (finding.row, finding.column, finding.reason) == (7, column, reason)
    assert finding.cure
    assert len((tmp_path / "e.csv").read_text().splitlines()) == 2
    assert Order.objects.get(external_number="560001").net_total == Decimal("1.85")


def test_lines_without_customers_or_invoices_are_all_told(company: Company, tmp_path: Path) -> None:
    rows = [
        ["", "56", "2010-12-01 11:52:00", "0.0", "", UK],
        ["ROSE BOTTLE", "1", "2010-12-01 14:32:00", "2.51", "", UK],
    ]
    report = bring(write(tmp_path / "guests.csv", rows, RETURN_HEADINGS))
    assert (report.rows, report.created) == (2, 0)
    assert [(each.row, each.column) for each in report.findings] == [
        (1, "InvoiceNo"),
        (1, "StockCode"),
        (2, "UnitPrice"),
        (2, "CustomerID"),
        (3, "CustomerID"),
    ]


def test_returns_find_their_sales_oldest_first_and_are_refunded(company: Company, tmp_path: Path) -> None:
    bring(write(tmp_path / "orders.csv", ORDERS))
    path = write(tmp_path / "returns.csv", RETURNS, RETURN_HEADINGS)
    report = bring(path, "returns")
    assert (report.created, report.finding_count) == (4, 0)
    first, second = OrderLine.objects.filter(order__external_number="536365", item__code="71053").order_by(
        "position"
    )
    assert (first.returned, second.returned) == (6, 2)
    months = {each.key: each.returns for each in sales_by("month") if each.returns}
    assert months == {"2010-12": Decimal("27.12"), "2011-02": Decimal("28.20")}
    countries = {each.key: each.returns for each in sales_by("country") if each.returns}
    assert countries == {"GB": Decimal("27.12"), "FR": Decimal("18"), "IE": Decimal("10.20")}
    assert not OpenItem.objects.filter(is_receivable=True).exclude(open_amount=0).exists()
    verify = profile_for("returns", "online-retail").verify
    assert verify is not None and all(each.is_equal for each in verify(path))
    assert bring(path, "returns").is_unchanged
    assert_clean()


def test_returns_that_match_no_sale_are_told(company: Company, tmp_path: Path) -> None:
    bring(write(tmp_path / "orders.csv", ORDERS))
    rows = [
        ["WHITE METAL LANTERN", "-13", "2010-12-20 09:00:00", "3.39", "17850.0", UK],  # only 12 were sold
        ["WHITE METAL LANTERN", "-1", "2010-12-20 09:00:00", "3.00", "17850.0", UK],  # at another price
        ["HAND WARMER", "-1", "2010-11-30 09:00:00", "1.85", "12583.0", "France"],  # before the sale
        ["HAND WARMER", "-1", "2011-01-30 09:00:00", "1.85", "99999.0", "France"],  # somebody else
        ["HAND WARMER", "1", "2011-01-30 09:00:00", "1.85", "12583.0", "France"],  # no return
    ]
    path = write(tmp_path / "returns.csv", rows, RETURN_HEADINGS)
    report = bring(path, "returns")
    assert [(each.row, each.column) for each in report.findings] == [
        (6, "Quantity"),
        (2, "Quantity"),
        (3, "Description"),
        (4, "Description"),
        (5, "Description"),
    ]
    assert report.created == 1
    again = bring(path, "returns")
    assert again.is_unchanged
    assert_clean()


def test_another_company_is_not_touched(company: Company, tmp_path: Path) -> None:
    other = company_of("other")
    path = write(tmp_path / "orders.csv", ORDERS)
    with acting_as_system(other.pk):
        bring(path)
        before = list(Order.objects.order_by("id").values())
    report = bring(path)
    assert report.created == 5
    with acting_as_system(other.pk):
        assert list(Order.objects.order_by("id").values()) == before
        assert_clean()


def test_all_or_nothing_and_dry_run_leave_nothing(company: Company, tmp_path: Path) -> None:
    path = write(tmp_path / "orders.csv", [*ORDERS, bad(customer="")])
    for how in ({"all_or_nothing": True}, {"dry_run": True}):
        report = bring(path, **how)
        assert (report.created, report.is_unchanged) == (5, True)
        assert (Order.objects.count(), Item.objects.count(), Party.objects.count()) == (0, 0, 0)


def test_steps_that_run_by_themselves_are_not_done_twice(tmp_path: Path) -> None:
    company = company_of()
    Company.objects.filter(pk=company.pk).update(policy={"automatic": ["reserve", "invoice", "post"]})
    from nonet.kernel.policy import forget_policies

    forget_policies()
    with acting_as_system(company.pk):
        assert bring(write(tmp_path / "orders.csv", ORDERS)).created == 5
        assert Invoice.objects.filter(kind="sales_invoice", state="posted").count() == 5
        assert_clean()
    forget_policies()
