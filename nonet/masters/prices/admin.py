"""Price lists on the desk."""

from django.contrib import admin

from nonet.kit.admin import Lines, MasterAdmin
from nonet.masters.prices.models import PartyPriceList, Price, PriceList


class PriceLines(Lines):
    model = Price
    autocomplete_fields = ("item",)


class PartyLines(Lines):
    model = PartyPriceList
    autocomplete_fields = ("party",)


@admin.register(PriceList)
class PriceListAdmin(MasterAdmin):
    verb = "prices.save_price_lists"
    list_display = ("code", "name", "kind", "currency", "tax_included", "is_default", "active")
    list_filter = ("kind", "active")
    search_fields = ("code", "name")
    ordering = ("code",)
    inlines = (PriceLines, PartyLines)
