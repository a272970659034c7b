"""From valued moves to entries: one a document and day, whatever happened in it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from nonet.books.money.posting_rule_data import load_posting_events
from nonet.books.money.selectors.company import company_books
from nonet.books.money.services.posting import Amounts, ByKey, post_events
from nonet.books.money.services.valuing.methods import ZERO
from nonet.books.money.services.valuing.moves import event_of

Narrowed = tuple[int | None, int | None]
"""Category of the goods and tax code: what the accounts of an amount depend on."""
Said = dict[str, dict[Narrowed, Decimal]]
_NAMES = {"zh-hans": "name_zh_hans", "zh-hant": "name_zh_hant"}


@dataclass(slots=True)
class Happening:
    """What happened in one document on one day, event by event."""

    posted_on: dt.date
    source: str
    source_id: int
    number: str
    party_id: int | None
    events: dict[str, Said] = field(default_factory=dict)
    currency: str | None = None
    rate: Decimal | None = None

    def add(
        self,
        event: str,
        category_id: int | None,
        amounts: Iterable[tuple[str, Decimal]],
        tax_code_id: int | None = None,
    ) -> None:
        """Say what an event amounts to for goods of a category."""
        said = self.events.setdefault(event, {})
        narrowed = (category_id, tax_code_id)
        for key, amount in amounts:
            if amount:
                sums = said.setdefault(key, {})
                sums[narrowed] = sums[narrowed] + amount if narrowed in sums else amount

    def add_move(self, move: Any, value: Decimal, booked: Decimal | None = None) -> None:
        """Say what a move amounts to; ``booked`` is the supplier's side where it differs from the value."""
        event = event_of(move)
        if event == "supplier_return_shipped":
            owed = value if booked is None else booked
            self.add(
                event,
                move.category_id,
                [("receipt_value", owed), ("cost", value), ("variance", owed - value)],
            )
        elif event == "goods_received" and booked is not None:
            self.add(event, move.category_id, [("value", booked)])
            self.add("purchase_price_corrected", move.category_id, at_standard(value - booked))
        else:
            self.add(event, move.category_id, [("value", value), ("cost", value)])

    def amounts(self) -> tuple[str, Amounts]:
        """Return the first event and all it says, further events beside it."""
        (event, said), *others = ((event, by_key(said)) for event, said in self.events.items())
        record = Amounts(
            self.posted_on, self.source, self.source_id, said, self.party_id, described(event, self.number)
        )
        record.also = others
        record.currency, record.rate = self.currency, self.rate
        return event, record


def by_key(said: Said) -> ByKey:
    """Return sums as posting takes them."""
    return {
        key: [
            (amount, {"category_id": category_id, "tax_code_id": tax_code_id})
            for (category_id, tax_code_id), amount in sums.items()
        ]
        for key, sums in said.items()
    }


def at_standard(difference: Decimal) -> list[tuple[str, Decimal]]:
    """Return the amounts that bring goods booked at their price to their standard cost."""
    return [("delta_on_hand", difference), ("delta_total", difference)]


def described(event: str, number: str) -> str:
    """Return the text of an entry: the event in the company's language, and the document's number."""
    known = load_posting_events().get(event)
    name = getattr(known, _NAMES.get(company_books().language, "name_en")) if known else event
    return f"{name} {number}".strip()


def happening_of(move: Any, happenings: dict[Any, Happening], posted_on: dt.date) -> Happening:
    """Return the happening that a move belongs to, beginning it when it is the first."""
    key = (move.source, move.source_id, posted_on)
    if key not in happenings:
        happenings[key] = Happening(posted_on, move.source, move.source_id, move.number, move.party_id)
    return happenings[key]


def post_happenings(happenings: Sequence[Happening]) -> list[int]:
    """Write an entry for each happening, two statements in all; a happening worth nothing gets no entry (0)."""
    return post_events([each.amounts() for each in happenings])


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Add amounts up."""
    return sum(amounts, ZERO)
