"""Template of purchase orders: a row a line, rows of one order number one after the other."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from nonet.kit.importing import Answer, Column, Document, Profile, Session, by_code
from nonet.kit.importing.columns import date, decimal, text
from nonet.masters.items.models import Item
from nonet.masters.parties.models import Party
from nonet.masters.places.models import Site
from nonet.systems.erp.imports.facts import main_site, orders_known
from nonet.systems.erp.services.purchasing import PurchaseLine, PurchaseOrder, create_purchase_orders

CHANNEL = "import-purchase"


def take(chunk: Sequence[Document], session: Session) -> Answer:
    """Place the orders of a chunk that are new as drafts; one is known by its number in the file."""
    if "site" not in session.memory:
        session.memory["site"] = main_site()
    known = orders_known(CHANNEL, {each.key for each in chunk})
    fresh = [(at, each) for at, each in enumerate(chunk) if each.key not in known]
    orders = [_order(each, session.memory["site"]) for _at, each in fresh]
    outcome = create_purchase_orders(orders=orders)
    refused = {fresh[at][0]: error for at, error in outcome.refused.items()}
    return Answer(created=len(outcome.done), known=len(chunk) - len(fresh), refused=refused)


def _order(document: Document, site_id: int) -> PurchaseOrder:
    head = document.values
    return PurchaseOrder(
        party_id=head["supplier"],
        site_id=head["site"] or site_id,
        ordered_on=head["ordered_on"],
        due_on=head["due_on"],
        currency=head["currency"] or None,
        channel=CHANNEL,
        external_number=document.key,
        note=head["note"],
        lines=[
            PurchaseLine(
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


PURCHASE_ORDERS = Profile(
    kind="purchase-orders",
    code="purchase-orders",
    verb="erp.create_purchase_orders",
    title=_("Purchase orders"),
    columns=(
        Column("number", ("Order number", "订单号", "訂單號"), text(80), required=True),
        Column("supplier", ("Supplier", "供应商编码", "供應商編碼"), text(30), True, lookup=by_code(Party)),
        Column("ordered_on", ("Order date", "下单日期", "下單日期"), date(), required=True),
        Column("item", ("Item", "商品编码", "商品編碼"), text(40), required=True, lookup=by_code(Item)),
        Column("quantity", ("Quantity", "数量", "數量"), decimal(above=0), required=True),
        Column("unit", ("Unit", "单位", "單位"), text(10), default=""),
        Column("price", ("Price", "单价", "單價"), decimal(at_least=0)),
        Column("discount", ("Discount", "折扣", "折扣"), decimal(at_least=0, below=1)),
        Column("description", ("Description", "说明", "說明"), text(300), default=""),
        Column("due_on", ("Due date", "交货日期", "交貨日期"), date()),
        Column("site", ("Site", "仓库", "倉庫"), text(20), lookup=by_code(Site)),
        Column("currency", ("Currency", "币种", "幣種"), text(3), default=""),
        Column("note", ("Note", "备注", "備註"), default=""),
    ),
    save=take,
    key="number",
    whole_documents=True,
)
