"""One look through the whole file before the first order: which items, customers and quantities are to come."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

from nonet.kit.importing import Document
from nonet.systems.erp.imports.facts import orders_known
from nonet.systems.erp.imports.online_retail.shape import CHANNEL

LOOKED_UP = 2_000


@dataclass(slots=True)
class ItemFacts:
    """What the file says of one stock code."""

    names: Counter[str] = field(default_factory=Counter)
    prices: Counter[Decimal] = field(default_factory=Counter)
    sold: Decimal = Decimal(0)

    @property
    def name(self) -> str:
        """Return the most frequent description; the first in the file among equally frequent ones."""
        return self.names.most_common(1)[0][0] if self.names else ""

    @property
    def median_price(self) -> Decimal:
        """Return the price of the line in the middle, when lines are sorted by price."""
        middle = (self.prices.total() + 1) // 2
        passed = 0
        for price in sorted(self.prices):
            passed += self.prices[price]
            if passed >= middle:
                return price
        return Decimal(0)


@dataclass(slots=True)
class Outlook:
    """What the orders that are still to be taken need. Its size grows with items and customers, not with lines."""

    items: dict[str, ItemFacts] = field(default_factory=dict)
    countries: dict[str, Counter[str]] = field(default_factory=dict)
    years: set[int] = field(default_factory=set)
    first_day: dt.date | None = None
    orders: int = 0

    def add(self, document: Document) -> None:
        """Count one order."""
        head = document.values
        day = head["moment"].date()
        self.orders += 1
        self.years.add(day.year)
        self.first_day = min(self.first_day or day, day)
        self.countries.setdefault(head["customer"], Counter())[head["country"]] += 1
        for record in document.records:
            line = record.values
            item = self.items.get(line["stock_code"])
            if item is None:
                item = self.items[line["stock_code"]] = ItemFacts()
            item.sold += line["quantity"]
            item.prices[line["price"]] += 1
            if line["description"]:
                item.names[line["description"]] += 1


def look_ahead(documents: Iterable[Document]) -> Outlook:
    """Return what the orders need that were not taken before."""
    outlook = Outlook()
    for chunk in _batched(iter(documents), LOOKED_UP):
        known = orders_known(CHANNEL, {each.key for each in chunk})
        for document in chunk:
            if document.key not in known:
                outlook.add(document)
    return outlook


def _batched(documents: Iterator[Document], count: int) -> Iterator[list[Document]]:
    while chunk := list(islice(documents, count)):
        yield chunk
