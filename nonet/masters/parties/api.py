"""Parties for programs."""

from nonet.kit.api import Lines, Resource
from nonet.masters.parties import plans, services
from nonet.masters.parties.models import Address, BankAccount, Contact, Party
from nonet.masters.parties.nouns import NOUNS

CONTACT_FIELDS = ("name", "title", "phone", "email", "wechat", "is_main")
ADDRESS_FIELDS = (
    *("kind", "recipient", "phone", "country", "province", "city", "district", "street"),
    *("postcode", "token", "is_default"),
)
ACCOUNT_FIELDS = ("bank", "branch_code", "holder", "number", "currency")

RESOURCES = (
    Resource(
        "parties",
        Party,
        fields=(
            *(
                "code",
                "name",
                "short_name",
                "kind",
                "is_customer",
                "is_supplier",
                "is_carrier",
                "is_employee",
            ),
            *("country", "tax_number", "currency", "language", "payment_term", "payment_term__code"),
            *("credit_limit", "on_hold", "active", "notes", "created_at"),
        ),
        filters=("code", "is_customer", "is_supplier", "is_carrier", "is_employee", "active", "tax_number"),
        search=("code", "name", "pinyin"),
        lines=(
            Lines("contacts", Contact, "party", CONTACT_FIELDS),
            Lines("addresses", Address, "party", ADDRESS_FIELDS),
            Lines("bank_accounts", BankAccount, "party", ACCOUNT_FIELDS),
        ),
        save=services.save_parties,
        plan=plans.PARTY,
    ),
    *(each.resource for each in NOUNS),
    Resource(
        "contacts",
        Contact,
        fields=("party", "party__code", *CONTACT_FIELDS),
        filters=("party",),
        save=services.save_contacts,
        plan=plans.CONTACT,
    ),
    Resource(
        "addresses",
        Address,
        fields=("party", "party__code", *ADDRESS_FIELDS),
        filters=("party", "kind"),
        save=services.save_addresses,
        plan=plans.ADDRESS,
    ),
    Resource(
        "bank-accounts",
        BankAccount,
        fields=("party", "party__code", *ACCOUNT_FIELDS),
        filters=("party",),
        save=services.save_bank_accounts,
        plan=plans.BANK_ACCOUNT,
    ),
)
