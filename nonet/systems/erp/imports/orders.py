"""Template of sales orders: a row a line, rows of one order number one after the other."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from nonet.kit.importing import Answer, Document, Option, Profile, Session
from nonet.kit.importing.columns import choice, text
from nonet.systems.erp.imports.taking import STEPS, take_orders
from nonet.systems.erp.imports.trade_orders import order_columns, order_of, site_of
from nonet.systems.erp.services.sales import SalesLine, SalesOrder


def take(chunk: Sequence[Document], session: Session) -> Answer:
    """Take a chunk of orders through the channel and as far as the options say."""
    channel, site_id = session.options["channel"], site_of(session)

    def build(document: Document) -> SalesOrder:
        return order_of(document, SalesOrder, SalesLine, party="customer", site_id=site_id, channel=channel)

    return take_orders(chunk, channel, build, session.options["carry_to"])


SALES_ORDERS = Profile(
    kind="orders",
    code="orders",
    verb="erp.create_sales_orders",
    title=_("Sales orders"),
    columns=order_columns("customer", ("Customer", "客户编码", "客戶編碼")),
    save=take,
    key="number",
    whole_documents=True,
    options={
        "channel": Option("import", text(30), _("the channel whose order numbers these are")),
        "carry_to": Option("draft", choice({each: each for each in STEPS}), _("draft, confirmed or paid")),
    },
)
