"""The roles that a small company starts with. They are rows once installed, and each company shapes its own."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop

READ_MASTERS = ("parties.read", "items.read", "places.read", "prices.read", "taxes.read")


@dataclass(frozen=True, slots=True)
class RoleTemplate:
    """A role as delivered: its name, what it is for, and the verbs that it grants, as patterns."""

    code: str
    name: str
    purpose: str
    verbs: tuple[str, ...]


ROLES: tuple[RoleTemplate, ...] = (
    RoleTemplate("owner", gettext_noop("Owner"), gettext_noop("May do everything in the company."), ("*",)),
    RoleTemplate(
        "clerk",
        gettext_noop("Clerk"),
        gettext_noop("Keeps customers, items and prices, and carries orders from entry to invoice."),
        (
            *READ_MASTERS,
            *("parties.*", "items.*", "prices.*", "orders.*", "stock.read", "money.read"),
            *(
                "erp.create_*",
                "erp.quote_*",
                "erp.confirm_*",
                "erp.change_*",
                "erp.authorise_*",
                "erp.receive_*",
            ),
            *(
                "erp.sell_at_once",
                "erp.sell_orders_at_once",
                "erp.exchange_goods",
                "erp.cancel_orders",
                "erp.begin_counts",
                "erp.ship_*",
                "erp.invoice_*",
            ),
            *("stock.*orders", "stock.*deliver*", "money.invoice_*", "money.post_invoices"),
        ),
    ),
    RoleTemplate(
        "buyer",
        gettext_noop("Buyer"),
        gettext_noop("Buys: suppliers, purchase prices, purchase orders, receipts and returns to suppliers."),
        (
            *READ_MASTERS,
            *("parties.*", "items.*", "prices.*", "orders.read", "stock.read"),
            *(
                "erp.create_purchase_*",
                "erp.quote_purchase_*",
                "erp.confirm_purchase_*",
                "erp.change_purchase_*",
                "erp.cancel_orders",
            ),
            *("erp.receive_purchases", "erp.authorise_purchase_*", "orders.*receipt*", "stock.*receipt*"),
        ),
    ),
    RoleTemplate(
        "storekeeper",
        gettext_noop("Storekeeper"),
        gettext_noop("Receives, keeps, counts, picks and ships goods."),
        (
            *READ_MASTERS,
            *("places.*", "stock.*", "orders.read"),
            *("erp.receive_*", "erp.ship_*", "erp.*transfer*", "erp.adjust_*", "erp.*count*"),
            *("orders.*deliver*", "orders.*receipt*", "orders.release_*"),
        ),
    ),
    RoleTemplate(
        "bookkeeper",
        gettext_noop("Bookkeeper"),
        gettext_noop("Invoices, payments, vouchers, periods and statements."),
        (
            *READ_MASTERS,
            *("parties.*", "taxes.*", "money.*", "orders.read", "stock.read"),
            *("erp.*invoice*", "erp.*payment*", "erp.*_customer_credit"),
        ),
    ),
    RoleTemplate(
        "salesperson",
        gettext_noop("Salesperson"),
        gettext_noop("Sells: customers, sales orders and their returns."),
        (
            *READ_MASTERS,
            *("parties.*", "orders.read", "stock.read"),
            *(
                "erp.*sales*",
                "erp.exchange_goods",
                "erp.cancel_orders",
                "orders.release_*",
                "stock.reserve_*",
            ),
        ),
    ),
    RoleTemplate(
        "auditor",
        gettext_noop("Auditor"),
        gettext_noop("Sees everything and changes nothing."),
        ("*.read", "kernel.run_checks"),
    ),
)
