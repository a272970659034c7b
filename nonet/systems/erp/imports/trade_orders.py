"""What the templates of sales and purchase orders share: a row a line, the head in the first row of each order."""

from collections.abc import Callable
from typing import Any, TypeVar

from nonet.kit.importing import Column, Document, Session, by_code
from nonet.kit.importing.columns import date, decimal, text
from nonet.masters.items.models import Item
from nonet.masters.parties.models import Party
from nonet.masters.places.models import Site
from nonet.systems.erp.imports.facts import main_site

Order = TypeVar("Order")


def order_columns(party: str, headings: tuple[str, str, str]) -> tuple[Column, ...]:
    """Return the columns of orders; ``party`` names the one that says with whom, under ``headings``."""
    return (
        Column("number", ("Order number", "订单号", "訂單號"), text(80), required=True),
        Column(party, headings, text(30), True, lookup=by_code(Party)),
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
    )


def site_of(session: Session) -> int:
    """Return the site that orders without one are of; asked once an import."""
    if "site" not in session.memory:
        session.memory["site"] = main_site()
    return int(session.memory["site"])


def order_of(
    document: Document,
    order: Callable[..., Order],
    line: Callable[..., Any],
    *,
    party: str,
    site_id: int,
    channel: str,
) -> Order:
    """Return a document as an order of the given dataclasses; its head stands in the first row."""
    head = document.values
    return order(
        party_id=head[party],
        site_id=head["site"] or site_id,
        ordered_on=head["ordered_on"],
        due_on=head["due_on"],
        currency=head["currency"] or None,
        channel=channel,
        external_number=document.key,
        note=head["note"],
        lines=[_line(each.values, line) for each in document.records],
    )


def _line(values: dict[str, Any], line: Callable[..., Any]) -> Any:
    return line(
        item_id=values["item"],
        quantity=values["quantity"],
        unit=values["unit"] or None,
        price=values["price"],
        discount=values["discount"],
        description=values["description"],
    )
