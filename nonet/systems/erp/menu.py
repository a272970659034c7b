"""The ERP's pages in the menu."""

from django.utils.translation import gettext_lazy as _

from nonet.kit.menu import MenuGroup, MenuItem

MENU = (
    MenuGroup(
        _("Sales"),
        (
            MenuItem(_("Sales orders"), "erp_salesorder", "shopping_cart", "orders.read"),
            MenuItem(_("Deliveries"), "orders_delivery", "local_shipping", "orders.read"),
            MenuItem(_("Sales invoices"), "erp_salesinvoice", "receipt_long", "money.read"),
            MenuItem(_("Customer payments"), "erp_customerpayment", "payments", "money.read"),
            MenuItem(_("Refunds to customers"), "task-refund", "currency_exchange", "money.take_payments"),
            MenuItem(_("Sales returns"), "erp_salesreturn", "assignment_return", "orders.read"),
            MenuItem(_("Credit notes"), "erp_creditnote", "undo", "money.read"),
        ),
        system="erp",
    ),
    MenuGroup(
        _("Purchasing"),
        (
            MenuItem(_("Purchase orders"), "erp_purchaseorder", "add_shopping_cart", "orders.read"),
            MenuItem(_("Receipts"), "orders_receipt", "move_to_inbox", "orders.read"),
            MenuItem(_("Purchase bills"), "erp_purchasebill", "request_quote", "money.read"),
            MenuItem(_("Supplier payments"), "erp_supplierpayment", "account_balance", "money.read"),
            MenuItem(_("Refunds from suppliers"), "task-refunded", "savings", "money.take_payments"),
            MenuItem(_("Purchase returns"), "erp_purchasereturn", "keyboard_return", "orders.read"),
            MenuItem(_("Supplier credits"), "erp_suppliercredit", "redo", "money.read"),
        ),
        system="erp",
    ),
)
