"""Template of sales orders: a row a line, rows of one order number one after the other."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from nonet.kit.importing import Answer, Column, Document, Option, Profile, Session, by_code
from nonet.kit.importing.columns import choice, date, decimal, text
from nonet.masters.items.models import Item
from nonet.masters.parties.models import Party
from nonet.masters.places.models import Site
from nonet.systems.erp.imports.facts import main_site
from nonet.systems.erp.imports.taking import STEPS, take_orders
from nonet.systems.erp.services.sales import SalesLine, SalesOrder

DAY = date()


def take(chunk: Sequence[Document], session: Session) -> Answer:
    """Take a chunk of orders through the channel and as far as the options say."""
    if "site" not in session.memory:
        session.memory["site"] = main_site()

    def build(document: Document) -> SalesOrder:
        return order_of(document, session.memory["site"], session.options["channel"])

    return take_orders(chunk, session.options["channel"], build, session.options["carry_to"])


def order_of(document: Document, site_id: int, channel: str) -> SalesOrder:
    """Return a document as a sales order; its head stands in the first row."""
    head = document.values
    return SalesOrder(
        party_id=head["customer"],
        site_id=head["site"] or site_id,
        ordered_on=head["ordered_on"],
        due_on=head["due_on"],
        currency=head["currency"] or None,
        channel=channel,
        external_number=document.key,
        note=head["note"],
        lines=[
            SalesLine(
                item_id=line["item"],
                quantity=line["quantity"],
                unit=line["unit"] or None,
                price=line["price"],
                discount=line["discount"],
                description=line["description"],
            )
            for line in (each.values for each in document.records)
        ],
    )


SALES_ORDERS = Profile(
    kind="orders",
    code="orders",
    verb="erp.create_sales_orders",
    title=_("Sales orders"),
    columns=(
        Column("number", ("Order number", "订单号", "訂單號"), text(80), required=True),
        Column("customer", ("Customer", "客户编码", "客戶編碼"), text(30), True, lookup=by_code(Party)),
        Column("ordered_on", ("Order date", "下单日期", "下單日期"), DAY, required=True),
        Column("item", ("Item", "商品编码", "商品編碼"), text(40), required=True, lookup=by_code(Item)),
        Column("quantity", ("Quantity", "数量", "數量"), decimal(above=0), required=True),
        Column("unit", ("Unit", "单位", "單位"), text(10), default=""),
        Column("price", ("Price", "单价", "單價"), decimal(at_least=0)),
        Column("discount", ("Discount", "折扣", "折扣"), decimal(at_least=0, below=1)),
        Column("description", ("Description", "说明", "說明"), text(300), default=""),
        Column("due_on", ("Due date", "交货日期", "交貨日期"), DAY),
        Column("site", ("Site", "仓库", "倉庫"), text(20), lookup=by_code(Site)),
        Column("currency", ("Currency", "币种", "幣種"), text(3), default=""),
        Column("note", ("Note", "备注", "備註"), default=""),
    ),
    save=take,
    key="number",
    whole_documents=True,
    options={
        "channel": Option("import", text(30), _("the channel whose order numbers these are")),
        "carry_to": Option("draft", choice({each: each for each in STEPS}), _("draft, confirmed or paid")),
    },
)
