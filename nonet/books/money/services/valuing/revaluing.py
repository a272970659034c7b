"""A new standard cost: the stock on hand is valued at it, and the difference posted."""

import datetime as dt
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from nonet.books.money.errors import NotAtStandard
from nonet.books.money.selectors.company import company_books
from nonet.books.money.services.valuing.methods import Pool
from nonet.books.money.services.valuing.moves import Kind, lock_item_costs
from nonet.books.money.services.valuing.postings import Happening, post_happenings
from nonet.books.money.services.valuing.writing import Holding, ValueDraft, write_values
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.verbs import Outcome, verb


@verb("money.set_standard_costs")
def set_standard_costs(*, costs: Mapping[int, Decimal], valued_on: dt.date) -> Outcome:
    """Give items (by id) a new standard cost and value what is on hand at it.

    Items that are not costed at standard are refused.
    """
    outcome = Outcome()
    items = _items(costs)
    outcome.refuse_missing(costs, items)
    for item_id, item in items.items():
        if item.costing != "standard":
            outcome.refused[item_id] = NotAtStandard(item.code)
    chosen = [item for item_id, item in items.items() if item_id not in outcome.refused]
    if chosen:
        _revalue(chosen, costs, valued_on)
        outcome.done = [each.id for each in chosen]
    return outcome


def _items(costs: Mapping[int, Decimal]) -> dict[int, Any]:
    found = sql.rows(
        "SELECT id, code, costing, category_id FROM items_item WHERE company_id = %s AND id = ANY(%s) ORDER BY id",
        (current_company_id(), list(costs)),
    )
    return {each.id: each for each in found}


def _revalue(items: list[Any], costs: Mapping[int, Decimal], on: dt.date) -> None:
    held = lock_item_costs([each.id for each in items])
    quantum = company_books().quantum
    happening = Happening(on, "revaluation", 0, "", None)
    drafts, holdings = [], []
    for item in items:
        now = held[item.id]
        value = (costs[item.id] * now.quantity).quantize(quantum, ROUND_HALF_UP)
        holdings.append(Holding(item.id, Pool(now.quantity, value, quantum), now.last_issue_on))
        if value != now.value:
            happening.add("stock_revalued", item.category_id, [("delta", value - now.value)])
            drafts.append(
                ValueDraft(
                    item.id, None, Kind.REVALUATION, Decimal(0), value - now.value, on, reason="standard cost"
                )
            )
    if drafts:
        (entry_id,) = post_happenings([happening])
        for draft in drafts:
            draft.entry_id = entry_id or None
        write_values(drafts, holdings, [])
    _write_standards(items, costs)


def _write_standards(items: list[Any], costs: Mapping[int, Decimal]) -> None:
    ids = [each.id for each in items]
    sql.execute(
        "UPDATE items_item i SET standard_cost = w.cost FROM unnest(%s::bigint[], %s::numeric[]) AS w (id, cost)"
        " WHERE i.id = w.id AND i.company_id = %s",
        (ids, [costs[each] for each in ids], current_company_id()),
    )
