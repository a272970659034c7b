"""Tax codes on the desk."""

from django.contrib import admin

from nonet.kit.admin import MasterAdmin
from nonet.masters.taxes import services
from nonet.masters.taxes.models import TaxCode


@admin.register(TaxCode)
class TaxCodeAdmin(MasterAdmin):
    service = staticmethod(services.save_tax_codes)
    list_display = ("code", "name", "rate", "kind", "recoverable", "active")
    list_filter = ("kind", "active")
    search_fields = ("code", "name")
    ordering = ("code",)
