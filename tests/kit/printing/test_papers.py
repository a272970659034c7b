"""Papers of orders and deliveries: read back from the PDF, in the reader's language, in the company's layout."""

from datetime import timedelta
from decimal import Decimal

import pytest

from nonet.books.money.models import Entry
from nonet.books.money.services.invoicing import invoice_orders, post_invoices
from nonet.books.orders.models import Delivery
from nonet.books.orders.services.releasing import release_orders
from nonet.books.stock.services.issuing import ship_deliveries
from nonet.books.stock.services.picking import pick_deliveries
from nonet.books.stock.services.reserving import reserve_orders
from nonet.kernel.actor import Actor, acting, acting_as_system, current_company_id
from nonet.kernel.clock import today
from nonet.kernel.errors import DocumentMissing, InvalidInput, PermissionMissing
from nonet.kernel.models import Company
from nonet.kernel.sql import counting
from nonet.kit.printing import prints
from nonet.kit.printing.models import PrintRecord
from nonet.kit.printing.services import Wish, print_papers, save_layouts
from nonet.masters.parties.services import save_parties
from nonet.systems.erp.services import sales
from tests.fixtures import TradingCompany
from tests.kit.printing.reading import codes_of, fonts_of, pages_of, text_of


def order(world: TradingCompany, lines: int = 1, party: str = "BOB") -> int:
    line = sales.SalesLine(item_id=world.item("TEA"), quantity=Decimal(1))
    taken = sales.SalesOrder(
        party_id=world.party(party),
        site_id=world.site(),
        lines=[line] * lines,
        due_on=today() + timedelta(days=3),
    )
    return sales.create_sales_orders(orders=[taken]).require_all().done[0]


def test_an_order_is_printed_in_chinese_with_its_glyphs_and_bar_code(trading_company: TradingCompany) -> None:
    number = order(trading_company)
    paper = print_papers(form="sales-order", ids=[number])
    text = text_of(paper.content)
    assert "销售订单" in text and "龙井茶 250g" in text and "上海博博商贸有限公司" in text
    assert "壹佰壹拾叁圆整" in text and "113.00" in text
    fonts = fonts_of(paper.content)
    assert fonts and all(fonts.values()) and all("+" in name for name in fonts), fonts
    assert [kind for kind, _text in codes_of(paper.content)] == ["Code 128"]
    assert paper.name.startswith("销售订单 SO") and paper.name.endswith(".pdf")


def test_the_party_is_spoken_to_in_its_language(trading_company: TradingCompany) -> None:
    save_parties(parties=[{"code": "BOB", "language": "en"}, {"code": "ALICE", "language": "zh-TW"}])
    ids = [order(trading_company, party=code) for code in ("BOB", "ALICE")]
    text = text_of(print_papers(form="sales-order", ids=ids).content)
    assert "Sales order" in text and "one hundred and thirteen only" in text
    assert "銷售訂單" in text and "壹佰壹拾參圓整" in text
    chosen = print_papers(form="quotation", ids=ids[:1], wish=Wish(language="zh-hans"))
    assert "报价单" in text_of(chosen.content)


def test_long_tables_run_over_pages_with_their_head_and_the_pages_are_counted(
    trading_company: TradingCompany,
) -> None:
    long, short = order(trading_company, 500), order(trading_company)
    paper = print_papers(form="sales-order", ids=[long, short], wish=Wish(language="en"))
    pages = pages_of(paper.content)
    text = text_of(paper.content)
    assert pages > 5
    assert text.count("Item code") == pages
    assert f"Page {pages - 1} of {pages - 1}" in text and "Page 1 of 1" in text


def test_the_company_decides_on_paper_columns_and_words(trading_company: TradingCompany) -> None:
    number = order(trading_company)
    layout = {
        "form": "sales-order",
        "code": "blue",
        "is_default": True,
        "paper": "form_241_140",
        "columns": ["no", "name", "quantity"],
        "parts": ["page"],
        "marks": ["存根联", "客户联"],
        "texts": {"zh-hans": {"title": "购销合同", "terms": "货到付款", "footer": "谢谢惠顾"}},
    }
    save_layouts(layouts=[layout])
    paper = print_papers(form="sales-order", ids=[number])
    text = text_of(paper.content)
    assert pages_of(paper.content) == 2
    assert all(each in text for each in ("购销合同", "货到付款", "谢谢惠顾", "存根联", "客户联"))
    assert "货品编码" not in text and "壹佰" not in text
    plain = print_papers(form="sales-order", ids=[number], wish=Wish(layout="standard"))
    assert "货品编码" in text_of(plain.content)
    save_layouts(layouts=[{**layout, "code": "red"}])
    assert PrintRecord.objects.filter(layout="blue").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"form": "poem"},
        {"paper": "papyrus"},
        {"columns": ["soul"]},
        {"parts": ["stamp"]},
        {"accent": "red; }"},
        {"size": "400"},
        {"code": "../x"},
        {"texts": {"zh-hans": {"poem": "x"}}},
        {"texts": {"fr": {"title": "x"}}},
        {"colour": "x"},
    ],
)
def test_a_wrong_layout_is_refused(trading_company: TradingCompany, wrong: dict[str, object]) -> None:
    with pytest.raises((InvalidInput, Exception), match=r"invalid_input|print_unknown"):
        save_layouts(layouts=[{"form": "sales-order", "code": "x", **wrong}])


def test_what_users_write_is_no_markup(trading_company: TradingCompany) -> None:
    nasty = '#image("/etc/passwd") *x* $y$ <end-0> \\ [#panic()]'
    save_parties(parties=[{"code": "BOB", "name": nasty}])
    text = text_of(print_papers(form="sales-order", ids=[order(trading_company)]).content)
    assert '#image("/etc/passwd")' in text and "[#panic()]" in text


def test_every_print_is_noted(trading_company: TradingCompany) -> None:
    number = order(trading_company)
    for _each in range(2):
        print_papers(form="sales-order", ids=[number])
    records = list(PrintRecord.objects.order_by("pk").values_list("times", "language", "source"))
    assert records == [(1, "zh-hans", "system"), (2, "zh-hans", "system")]


def test_statements_do_not_grow_with_the_papers(trading_company: TradingCompany) -> None:
    trading_company.stock("TEA", 100, 60)
    ids = [order(trading_company) for _each in range(6)]
    sales.confirm_sales_orders(order_ids=ids).require_all()
    reserve_orders(order_ids=ids)
    release_orders(order_ids=ids)
    deliveries = list(Delivery.objects.values_list("pk", flat=True))
    counts = []
    for some in (deliveries[:1], deliveries):
        with counting() as counted:
            print_papers(form="delivery-note", ids=some)
        counts.append(len(counted))
    assert len(deliveries) > 1 and counts[1] <= counts[0] <= 15, counts


def test_papers_of_others_do_not_exist_and_reading_is_needed(trading_company: TradingCompany) -> None:
    number = order(trading_company)
    with pytest.raises(DocumentMissing):
        print_papers(form="purchase-order", ids=[number])
    with (
        acting(Actor(current_company_id(), verbs=frozenset({"items.read"}))),
        pytest.raises(PermissionMissing),
    ):
        print_papers(form="sales-order", ids=[number])
    other = Company.objects.create(code="elsewhere", name="Elsewhere")
    with acting_as_system(other.pk), pytest.raises(DocumentMissing):
        print_papers(form="sales-order", ids=[number])


def test_every_form_prints_what_there_is(trading_company: TradingCompany) -> None:
    trading_company.stock("TEA", 100, 60)
    number = order(trading_company)
    sales.confirm_sales_orders(order_ids=[number]).require_all()
    reserve_orders(order_ids=[number])
    release_orders(order_ids=[number])
    pick_deliveries(delivery_ids=list(Delivery.objects.values_list("pk", flat=True))).require_all()
    ship_deliveries(delivery_ids=list(Delivery.objects.values_list("pk", flat=True))).require_all()
    post_invoices(invoice_ids=invoice_orders(order_ids=[number]).done)
    printed = set()
    for form in prints():
        first = form.model._default_manager.filter(**form.where).values_list("pk", flat=True).first()
        if first is not None:
            for language in ("zh-hans", "zh-hant", "en"):
                paper = print_papers(form=form.code, ids=[first], wish=Wish(language=language))
                assert pages_of(paper.content) >= 1, form.code
            printed.add(form.code)
    assert printed >= {"sales-order", "delivery-note", "picking-list", "sales-invoice", "entry-voucher"}
    assert printed >= {"statement-of-account", "account-book", "goods-receipt", "item-label", "place-label"}


def test_a_voucher_holds_six_lines_a_leaf_and_two_leaves_a_page(trading_company: TradingCompany) -> None:
    trading_company.stock("TEA", 1, 60)
    entries = list(Entry.objects.values_list("pk", flat=True))
    paper = print_papers(form="entry-voucher", ids=entries)
    text = text_of(paper.content)
    assert "记 账 凭 证" in text and "陆拾圆整" in text and "制单" in text and "副本" not in text
    assert pages_of(paper.content) == (len(entries) + 1) // 2
    assert "副本 1" in text_of(print_papers(form="entry-voucher", ids=entries[:1]).content)
