"""How rows of the party master are saved: their fields, what identifies them, what is checked and filled."""

import hashlib
from typing import Any

from django.utils.translation import gettext as _

from nonet.kernel.errors import InvalidInput
from nonet.kernel.money import currency
from nonet.masters.parties.models import Address, BankAccount, Contact, Party, PaymentTerm
from nonet.masters.parties.names import name_key
from nonet.masters.parties.phones import normalise_phone
from nonet.masters.parties.regions import find_region
from nonet.masters.parties.tax_numbers import clean_tax_number
from nonet.masters.pinyin import initials
from nonet.masters.saving import Plan
from nonet.masters.saving.checks import require_between, require_country, require_not_negative

ADDRESS_CONTENT = (
    "kind",
    "recipient",
    "phone",
    "country",
    "province",
    "city",
    "district",
    "street",
    "postcode",
    "token",
)


def _check_party(party: Party) -> None:
    require_country(party)
    require_not_negative(party, "credit_limit")
    party.currency = party.currency.upper()
    if party.currency:
        currency(party.currency)
    if party.tax_number:
        party.tax_number = clean_tax_number(party.tax_number, party.country)
    party.pinyin = initials(party.short_name or party.name)
    party.name_key = name_key(party.name)


def _check_term(term: PaymentTerm) -> None:
    require_between(term, "day_of_month", 1, 31)


def _check_contact(contact: Contact) -> None:
    contact.phone = normalise_phone(contact.phone)


def _prepare_address(row: dict[str, Any]) -> None:
    """Give an address its key: the caller's own, or a digest of what it says."""
    if not row.get("key"):
        content = "\x1f".join(str(row.get(name) or "") for name in ADDRESS_CONTENT)
        row["key"] = hashlib.sha256(content.casefold().encode()).hexdigest()[:16]


def _check_address(address: Address) -> None:
    require_country(address)
    if not (address.token or address.street or address.city or address.province):
        raise InvalidInput("street", _("is missing; an address needs a street, a city or a platform's token"))
    address.phone = normalise_phone(address.phone, address.country)
    if address.country == "CN" and not address.region:
        region = find_region(address.province, address.city, address.district)
        address.region = region.code if region else ""


def _check_bank_account(account: BankAccount) -> None:
    account.number = "".join(account.number.split())
    account.currency = account.currency.upper()
    if account.currency:
        currency(account.currency)


PARTY = Plan(
    Party,
    fields=(
        "code",
        "name",
        "short_name",
        "kind",
        "is_customer",
        "is_supplier",
        "is_carrier",
        "is_employee",
        "country",
        "tax_number",
        "currency",
        "language",
        "payment_term",
        "credit_limit",
        "on_hold",
        "active",
        "notes",
    ),
    references={"payment_term": PaymentTerm},
    check=_check_party,
    derived=("pinyin", "name_key"),
)
TERM = Plan(
    PaymentTerm,
    fields=("code", "name", "days", "months", "from_month_end", "day_of_month"),
    check=_check_term,
)
CONTACT = Plan(
    Contact,
    fields=("party", "name", "title", "phone", "email", "wechat", "is_main"),
    key=("party_id", "name"),
    references={"party": Party},
    check=_check_contact,
)
ADDRESS = Plan(
    Address,
    fields=("party", "key", *ADDRESS_CONTENT, "region", "latitude", "longitude", "is_default"),
    key=("party_id", "key"),
    references={"party": Party},
    prepare=_prepare_address,
    check=_check_address,
)
BANK_ACCOUNT = Plan(
    BankAccount,
    fields=("party", "number", "bank", "branch_code", "holder", "currency", "is_main"),
    key=("party_id", "number"),
    references={"party": Party},
    check=_check_bank_account,
)
