"""The verbs over price lists."""

from nonet.masters.prices.services.copying import Rounding, copy_price_list
from nonet.masters.prices.services.saving import assign_price_lists, save_price_lists, save_prices

__all__ = ["Rounding", "assign_price_lists", "copy_price_list", "save_price_lists", "save_prices"]
