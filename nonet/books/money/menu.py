"""The value book's pages in the menu."""

from django.utils.translation import gettext_lazy as _

from nonet.kit.menu import MenuGroup, MenuItem

MENU = (
    MenuGroup(
        _("Books"),
        (
            MenuItem(_("Reports"), "reports", "summarize", "orders.read"),
            MenuItem(_("Entries"), "money_entry", "menu_book", "money.read"),
            MenuItem(_("Vouchers"), "money_voucher", "article", "money.read"),
            MenuItem(_("Open items"), "money_openitem", "pending_actions", "money.read"),
            MenuItem(_("Item costs"), "money_itemcost", "price_check", "money.read"),
            MenuItem(_("Value entries"), "money_valueentry", "timeline", "money.read"),
            MenuItem(_("Landed costs"), "money_landedcost", "flight_land", "money.read"),
            MenuItem(_("Accounts"), "money_account", "account_tree", "money.read"),
            MenuItem(_("Account roles"), "money_accountrole", "assignment_ind", "money.read"),
            MenuItem(_("Posting rules"), "money_postingrule", "rule", "money.read"),
            MenuItem(_("Fiscal periods"), "money_fiscalperiod", "event_available", "money.read"),
            MenuItem(_("Exchange rates"), "money_exchangerate", "currency_exchange", "money.read"),
        ),
    ),
)
