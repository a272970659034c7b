"""The quantity book's pages in the menu."""

from django.utils.translation import gettext_lazy as _

from nonet.kit.menu import MenuGroup, MenuItem

MENU = (
    MenuGroup(
        _("Stock"),
        (
            MenuItem(_("Stock by site"), "stock_sitestock", "inventory", "stock.read"),
            MenuItem(_("Stock by place"), "stock_balance", "grid_on", "stock.read"),
            MenuItem(_("Moves"), "stock_move", "swap_vert", "stock.read"),
            MenuItem(_("Reservations"), "stock_reservation", "bookmark", "stock.read"),
            MenuItem(_("Transfers"), "erp_transferorder", "sync_alt", "orders.read"),
            MenuItem(_("Adjustments"), "stock_adjustment", "tune", "stock.read"),
            MenuItem(_("Counts"), "stock_count", "fact_check", "stock.read"),
            MenuItem(_("Lots"), "stock_lot", "qr_code_2", "stock.read"),
            MenuItem(_("Handling units"), "stock_handlingunit", "pallet", "stock.read"),
        ),
    ),
)
