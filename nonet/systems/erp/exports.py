"""What can be written to files from the command line and, filtered, from every list of the desk."""

from django.utils.translation import gettext_lazy as _

from nonet.books.money.models import EntryLine, Invoice, InvoiceLine, OpenItem, Payment
from nonet.books.orders.models import Order, OrderLine
from nonet.books.stock.models import Balance, Move
from nonet.kit.exporting import Export
from nonet.masters.items.models import Item
from nonet.masters.parties.models import Party
from nonet.masters.prices.models import Price

EXPORTS = (
    Export("items", _("Items"), Item),
    Export("parties", _("Customers and suppliers"), Party),
    Export("prices", _("Prices"), Price),
    Export("orders", _("Sales orders"), Order, filters={"kind": "sales"}),
    Export("order-lines", _("Lines of sales orders"), OrderLine, filters={"order__kind": "sales"}),
    Export("purchase-orders", _("Purchase orders"), Order, filters={"kind": "purchase"}),
    Export("stock", _("Stock"), Balance),
    Export("moves", _("Stock movements"), Move),
    Export("invoices", _("Invoices"), Invoice),
    Export("invoice-lines", _("Lines of invoices"), InvoiceLine),
    Export("payments", _("Payments"), Payment),
    Export("open-items", _("Open items"), OpenItem),
    Export("entries", _("Journal entries"), EntryLine),
)
