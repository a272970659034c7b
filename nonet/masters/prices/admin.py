"""Price lists on the desk."""

from django.contrib import admin

from nonet.kit.admin import Lines, MasterAdmin
from nonet.masters.prices import services
from nonet.masters.prices.models import PartyPriceList, Price, PriceList


class PriceLines(Lines):
    model = Price
    service = staticmethod(services.save_prices)
    key = ("price_list_id", "item_id", "from_quantity", "valid_from")
    autocomplete_fields = ("item",)


class PartyLines(Lines):
    model = PartyPriceList
    service = staticmethod(services.assign_price_lists)
    key = ("party_id", "price_list_id")
    autocomplete_fields = ("party",)


@admin.register(PriceList)
class PriceListAdmin(MasterAdmin):
    service = staticmethod(services.save_price_lists)
    list_display = ("code", "name", "kind", "currency", "tax_included", "is_default", "active")
    list_filter = ("kind", "active")
    search_fields = ("code", "name")
    ordering = ("code",)
    inlines = (PriceLines, PartyLines)
