"""Template of purchase orders: a row a line, rows of one order number one after the other."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from nonet.kit.importing import Answer, Document, Profile, Session
from nonet.systems.erp.imports.facts import orders_known
from nonet.systems.erp.imports.trade_orders import order_columns, order_of, site_of
from nonet.systems.erp.services.purchasing import PurchaseLine, PurchaseOrder, create_purchase_orders

CHANNEL = "import-purchase"


def take(chunk: Sequence[Document], session: Session) -> Answer:
    """Place the orders of a chunk that are new as drafts; one is known by its number in the file."""
    known, site_id = orders_known(CHANNEL, {each.key for each in chunk}), site_of(session)
    fresh = [(at, each) for at, each in enumerate(chunk) if each.key not in known]
    orders = [
        order_of(each, PurchaseOrder, PurchaseLine, party="supplier", site_id=site_id, channel=CHANNEL)
        for _at, each in fresh
    ]
    outcome = create_purchase_orders(orders=orders)
    refused = {fresh[at][0]: error for at, error in outcome.refused.items()}
    return Answer(created=len(outcome.done), known=len(chunk) - len(fresh), refused=refused)


PURCHASE_ORDERS = Profile(
    kind="purchase-orders",
    code="purchase-orders",
    verb="erp.create_purchase_orders",
    title=_("Purchase orders"),
    columns=order_columns("supplier", ("Supplier", "供应商编码", "供應商編碼")),
    save=take,
    key="number",
    whole_documents=True,
)
