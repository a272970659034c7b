"""How rows of price lists are saved: their fields, what identifies them, what is checked."""

from django.utils.translation import gettext as _

from nonet.kernel.errors import InvalidInput
from nonet.kernel.money import currency
from nonet.masters.items.models import Item
from nonet.masters.parties.models import Party
from nonet.masters.prices.models import PartyPriceList, Price, PriceList
from nonet.masters.saving import Plan
from nonet.masters.saving.checks import require_between, require_not_negative


def _check_list(price_list: PriceList) -> None:
    price_list.currency = price_list.currency.upper()
    currency(price_list.currency)


def _check_price(price: Price) -> None:
    require_not_negative(price, "price", "from_quantity")
    require_between(price, "discount", 0, 1)
    if price.valid_until is not None and price.valid_until < price.valid_from:
        raise InvalidInput("valid_until", _("lies before valid_from; exchange them or leave it open"))


LIST = Plan(
    PriceList,
    fields=("code", "name", "kind", "currency", "tax_included", "is_default", "active"),
    check=_check_list,
    frozen=("kind", "currency", "tax_included"),
)
PRICE = Plan(
    Price,
    fields=("price_list", "item", "from_quantity", "valid_from", "valid_until", "price", "discount"),
    key=("price_list_id", "item_id", "from_quantity", "valid_from"),
    references={"price_list": PriceList, "item": Item},
    check=_check_price,
)
PARTY_LIST = Plan(
    PartyPriceList,
    fields=("party", "price_list", "priority"),
    key=("party_id", "price_list_id"),
    references={"party": Party, "price_list": PriceList},
)
