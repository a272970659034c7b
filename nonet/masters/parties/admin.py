"""Parties on the desk."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from nonet.kit.admin import Lines, MasterAdmin
from nonet.masters.parties import services
from nonet.masters.parties.models import Address, BankAccount, Contact, Party
from nonet.masters.parties.nouns import NOUNS


class ContactLines(Lines):
    model = Contact
    service = staticmethod(services.save_contacts)
    key = ("party_id", "name")


class AddressLines(Lines):
    model = Address
    service = staticmethod(services.save_addresses)
    key = ("party_id", "key")
    exclude = ("latitude", "longitude", "token")


class BankAccountLines(Lines):
    model = BankAccount
    service = staticmethod(services.save_bank_accounts)
    key = ("party_id", "number")


@admin.register(Party)
class PartyAdmin(MasterAdmin):
    service = staticmethod(services.save_parties)
    list_display = (
        "code",
        "name",
        "is_customer",
        "is_supplier",
        "currency",
        "credit_limit",
        "on_hold",
        "active",
    )
    list_filter = ("is_customer", "is_supplier", "is_carrier", "is_employee", "on_hold", "active")
    search_fields = ("code", "name", "short_name", "pinyin", "tax_number")
    ordering = ("code",)
    inlines = (ContactLines, AddressLines, BankAccountLines)
    groups = (
        (_("Trade"), ("currency", "payment_term", "credit_limit", "on_hold")),
        (_("Country and tax"), ("country", "language", "tax_number")),
        (_("Notes"), ("notes",)),
    )


for noun in NOUNS:
    noun.show_on_desk()
