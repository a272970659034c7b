"""The verbs over parties: create and change many at once, keyed by their code."""

from collections.abc import Sequence

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.verbs import verb
from nonet.masters.parties.plans import ADDRESS, BANK_ACCOUNT, CONTACT, PARTY, TERM
from nonet.masters.saving import Row, Saved, save_rows


@verb("parties.save_payment_terms")
def save_payment_terms(*, terms: Sequence[Row]) -> Saved:
    """Create payment terms, or change those whose code is known."""
    return save_rows(TERM, terms)


@verb("parties.save_parties")
def save_parties(*, parties: Sequence[Row]) -> Saved:
    """Create parties, or change those whose code is known; each row names only what it sets."""
    return save_rows(PARTY, parties)


@verb("parties.save_contacts")
def save_contacts(*, contacts: Sequence[Row]) -> Saved:
    """Create contacts, or change those of the same party and name; a new main contact replaces the former."""
    saved = save_rows(CONTACT, contacts)
    _keep_one("parties_contact", "is_main", saved.done)
    return saved


@verb("parties.save_addresses")
def save_addresses(*, addresses: Sequence[Row]) -> Saved:
    """Create addresses, or change those of the same party and key; without a key, equal ones are one.

    A new default address replaces the party's former one of its kind.
    """
    saved = save_rows(ADDRESS, addresses)
    _keep_one("parties_address", "is_default", saved.done, "kind")
    return saved


@verb("parties.save_bank_accounts")
def save_bank_accounts(*, accounts: Sequence[Row]) -> Saved:
    """Create bank accounts, or change those of the same party and number; a new main one replaces the former."""
    saved = save_rows(BANK_ACCOUNT, accounts)
    _keep_one("parties_bankaccount", "is_main", saved.done)
    return saved


def _keep_one(table: str, flag: str, saved_ids: list[int], within: str = "party_id") -> None:
    """Leave the flag to one row of each party (and kind): the last saved with it."""
    sql.execute(
        f"WITH chosen AS (SELECT DISTINCT ON (party_id, {within}) id, party_id, {within} AS within FROM {table}"
        f" WHERE company_id = %s AND id = ANY(%s) AND {flag}"
        f" ORDER BY party_id, {within}, array_position(%s::bigint[], id) DESC)"
        f" UPDATE {table} AS other SET {flag} = false FROM chosen"
        f" WHERE other.party_id = chosen.party_id AND other.{within} = chosen.within AND other.{flag}"
        " AND other.id <> chosen.id AND other.company_id = %s",
        (current_company_id(), saved_ids, saved_ids, current_company_id()),
    )
