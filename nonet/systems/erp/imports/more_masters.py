"""Templates of the masters around items, parties and places, read off the plans by which they are saved."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from nonet.books.money.plans import ACCOUNT, RATE, ROLE, RULE
from nonet.books.money.services.account_roles import save_account_roles
from nonet.books.money.services.accounts import INHERITED, save_accounts
from nonet.books.money.services.posting_rules import save_posting_rules
from nonet.books.money.services.rates import save_exchange_rates
from nonet.kernel.verbs import Service
from nonet.kit.importing import Answer, Document, Profile, Session
from nonet.masters.items import services as items
from nonet.masters.items.plans import COMPONENT, ITEM_CODE, ITEM_UNIT
from nonet.masters.nouns.columns import columns_of_plan
from nonet.masters.nouns.taking import taking
from nonet.masters.parties import services as parties
from nonet.masters.parties.plans import ADDRESS, BANK_ACCOUNT, CONTACT
from nonet.masters.places import services as places
from nonet.masters.places.plans import CALENDAR, CALENDAR_DAY, PLACE, SITE, WORK_CENTRE
from nonet.masters.prices import services as prices
from nonet.masters.prices.plans import LIST, PARTY_LIST
from nonet.masters.saving import Plan
from nonet.systems.erp.imports.charts import account_column

TAKEN: tuple[tuple[str, Plan, Service[..., Any]], ...] = (
    ("item-units", ITEM_UNIT, items.save_item_units),
    ("item-codes", ITEM_CODE, items.save_item_codes),
    ("kit-components", COMPONENT, items.save_kit_components),
    ("contacts", CONTACT, parties.save_contacts),
    ("addresses", ADDRESS, parties.save_addresses),
    ("bank-accounts", BANK_ACCOUNT, parties.save_bank_accounts),
    ("sites", SITE, places.save_sites),
    ("places", PLACE, places.save_places),
    ("work-centres", WORK_CENTRE, places.save_work_centres),
    ("calendars", CALENDAR, places.save_calendars),
    ("calendar-days", CALENDAR_DAY, places.save_calendar_days),
    ("price-lists", LIST, prices.save_price_lists),
    ("party-price-lists", PARTY_LIST, prices.assign_price_lists),
    ("account-roles", ROLE, save_account_roles),
    ("posting-rules", RULE, save_posting_rules),
    ("exchange-rates", RATE, save_exchange_rates),
)


def master_profiles() -> list[Profile]:
    """Return a profile for each; made once the labels of the models are known in all languages."""
    return [*(_profile(path, plan, save) for path, plan, save in TAKEN), _accounts()]


def _accounts() -> Profile:
    """Return the profile of the chart: what a row leaves empty comes from the account above it."""
    found = _profile("accounts", ACCOUNT, save_accounts)
    return replace(found, columns=tuple(account_column(each) for each in found.columns), save=_take_accounts)


def _take_accounts(chunk: Sequence[Document], session: Session) -> Answer:
    for document in chunk:
        for name in INHERITED:
            if document.values.get(name) is None:
                document.values.pop(name, None)
    return taking(save_accounts)(chunk, session)


def _profile(path: str, plan: Plan, save: Service[..., Any]) -> Profile:
    return Profile(
        kind=path,
        code=path,
        title=plan.model._meta.verbose_name_plural or path,
        columns=columns_of_plan(plan),
        save=taking(save),
        chunk=1_000,
        verb=save.verb_code,
    )
