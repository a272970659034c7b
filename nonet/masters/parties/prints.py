"""Parties on paper: the block of an addressee, and labels with their address."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from nonet.kit.printing import Label, Print
from nonet.masters.parties.models import Address, Contact, Party
from nonet.masters.parties.selectors import default_addresses


def address_lines(address: Mapping[str, Any] | None) -> list[str]:
    """Return an address as lines: place, then who takes it and the telephone; a masked one only by its token."""
    if not address:
        return []
    if address.get("text"):
        return [str(address["text"])]
    parts = [str(address.get(each) or "") for each in ("province", "city", "district", "street")]
    if address.get("country", "CN") not in ("CN", "TW", "HK", "MO"):
        parts = [each for each in (*reversed(parts), str(address.get("country"))) if each]
        place = ", ".join(parts)
    else:
        place = "".join(dict.fromkeys(filter(None, parts)))
    place = " ".join(filter(None, (place, str(address.get("postcode") or ""))))
    person = "  ".join(str(address[each]) for each in ("recipient", "phone") if address.get(each))
    return [each for each in (place or str(address.get("token") or ""), person) if each]


def party_blocks(
    parties: Iterable[Any], kind: str = Address.Kind.MAIN, with_tax_number: bool = True
) -> dict[int, list[str]]:
    """Return for each party the lines that stand under "to" on a paper; two statements however many there are."""
    known = {each.pk: each for each in parties if each is not None}
    addresses = default_addresses(known, kind) if known else {}
    rows = Contact.objects.filter(party_id__in=list(known)).order_by("party_id", "is_main", "-pk")
    contacts = {each.party_id: each for each in rows} if known else {}
    blocks = {}
    for pk, party in known.items():
        address = addresses.get(pk)
        lines = [party.name, *address_lines(address)]
        contact = contacts.get(pk)
        if contact is not None and not (address and address.get("recipient")):
            lines.append("  ".join(filter(None, (contact.name, contact.phone))))
        if with_tax_number and party.tax_number:
            lines.append(_("Tax number %(number)s") % {"number": party.tax_number})
        blocks[pk] = lines
    return blocks


def address_labels(ids: Sequence[int], options: Mapping[str, str]) -> list[Label]:
    """Return labels with the address to which goods or letters for a party go."""
    rows = Party.objects.filter(pk__in=list(ids))
    addresses = default_addresses(ids, Address.Kind.DELIVERY)
    return [
        Label(each.pk, each.code, each.name, address_lines(addresses.get(each.pk)), code="") for each in rows
    ]


PRINTS = (
    Print(
        "address-label",
        pgettext_lazy("on paper", "Address label"),
        "parties.party",
        Party,
        address_labels,
        "label",
        paper="100x60",
        party="language",
        options=("size", "copies", "format"),
    ),
)
