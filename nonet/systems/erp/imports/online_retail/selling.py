"""The profile of the file of orders: items, customers and stock are made, every order goes to its paid invoice."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nonet.kit.importing import Answer, Document, Option, Profile, Session
from nonet.kit.importing.columns import choice, decimal
from nonet.masters.items.models import Item
from nonet.masters.parties.models import Party
from nonet.systems.erp.imports.facts import main_site
from nonet.systems.erp.imports.online_retail.scanning import look_ahead
from nonet.systems.erp.imports.online_retail.shape import CHANNEL, columns
from nonet.systems.erp.imports.online_retail.stocking import make_ready
from nonet.systems.erp.imports.online_retail.verifying import verify_orders
from nonet.systems.erp.imports.taking import STEPS, take_orders
from nonet.systems.erp.services.sales import SalesLine, SalesOrder
from nonet.systems.erp.services.setup import create_company

COST_SHARE = Decimal("0.5")


def prepare(session: Session) -> None:
    """Look through the file, and make what its new orders need."""
    outlook = look_ahead(session.documents())
    made = make_ready(outlook, session.options["cost_share"])
    session.notes += [f"{count} {what}" for what, count in made.items() if count]
    session.memory["items"] = dict(Item.objects.values_list("code", "pk"))
    session.memory["customers"] = dict(Party.objects.values_list("code", "pk"))
    session.memory["site"] = main_site()


def take(chunk: Sequence[Document], session: Session) -> Answer:
    """Take a chunk of orders and carry them to their paid invoices."""

    def build(document: Document) -> SalesOrder:
        return order_of(document, session.memory)

    return take_orders(chunk, CHANNEL, build, session.options["carry_to"])


def order_of(document: Document, memory: dict[str, Any]) -> SalesOrder:
    """Return an invoice of the file as a sales order of the day it was written, prices as given and without tax."""
    head = document.values
    return SalesOrder(
        party_id=memory["customers"][head["customer"]],
        site_id=memory["site"],
        ordered_on=head["moment"].date(),
        channel=CHANNEL,
        external_number=document.key,
        ship_to={"country": head["country"]},
        lines=[
            SalesLine(
                item_id=memory["items"][line["stock_code"]],
                quantity=line["quantity"],
                price=line["price"],
                description=line["description"],
            )
            for line in (each.values for each in document.records)
        ],
    )


def make_company(code: str) -> Any:
    """Make a company fit for the file: British pounds, London time, the years 2010 and 2011, nothing automatic."""
    return create_company(
        code=code,
        name=_("Online Retail"),
        country="GB",
        currency="GBP",
        chart="international",
        timezone="Europe/London",
        language="en",
        years=(2010, 2011),
        automatic=(),
    )


ORDERS = Profile(
    kind="orders",
    code=CHANNEL,
    title=gettext_lazy("Orders of the UCI Online Retail file"),
    columns=columns(decimal(above=0), with_order=True),
    save=take,
    key="invoice",
    chunk=500,
    prepare=prepare,
    verify=verify_orders,
    options={
        "cost_share": Option(
            COST_SHARE,
            decimal(above=0, below=10),
            gettext_lazy("what goods cost, as a share of their median price"),
        ),
        "carry_to": Option(
            "paid", choice({each: each for each in STEPS}), gettext_lazy("draft, confirmed or paid")
        ),
    },
    home=CHANNEL,
    make_company=make_company,
)
