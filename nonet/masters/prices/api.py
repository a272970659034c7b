"""Price lists for programs."""

from nonet.kit.api import Resource, Verb
from nonet.masters.prices import plans, services
from nonet.masters.prices.models import PartyPriceList, Price, PriceList

RESOURCES = (
    Resource(
        "price-lists",
        PriceList,
        fields=("code", "name", "kind", "currency", "tax_included", "is_default", "active"),
        filters=("code", "kind", "currency", "active"),
        verbs=(Verb("copy", services.copy_price_list),),
        save=services.save_price_lists,
        plan=plans.LIST,
    ),
    Resource(
        "prices",
        Price,
        fields=(
            *("price_list", "price_list__code", "item", "item__code", "from_quantity", "price", "discount"),
            *("valid_from", "valid_until"),
        ),
        filters=("price_list", "item", "valid_from"),
        save=services.save_prices,
        plan=plans.PRICE,
    ),
    Resource(
        "party-price-lists",
        PartyPriceList,
        fields=("party", "party__code", "price_list", "price_list__code", "priority"),
        filters=("party", "price_list"),
        save=services.assign_price_lists,
        plan=plans.PARTY_LIST,
    ),
)
