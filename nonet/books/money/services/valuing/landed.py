"""Landed costs: freight, duty and insurance spread over the goods they belong to, long after those came in."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Model

from nonet.books.money.errors import NothingToSpread, WeightMissing
from nonet.books.money.events import LandedCostsPosted
from nonet.books.money.models import LandedCost
from nonet.books.money.selectors.company import company_books
from nonet.books.money.services.valuing.correcting import Cause, correct
from nonet.books.money.services.valuing.history import Since
from nonet.books.money.services.valuing.moves import Kind, lock_item_costs
from nonet.books.money.services.valuing.postings import Happening, at_standard
from nonet.books.money.services.valuing.replaying import Change
from nonet.books.orders.models import Receipt
from nonet.kernel import events, sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import DocumentMissing, NonetError, WrongState
from nonet.kernel.locking import lock_rows
from nonet.kernel.money import split_amount
from nonet.kernel.numbering import next_numbers
from nonet.kernel.verbs import Outcome, verb
from nonet.masters.parties.models import Party


@dataclass(frozen=True, slots=True)
class LandedCostDraft:
    """A landed cost to be: what was spent, on which receipts, and by what it is spread (value, quantity, weight)."""

    amount: Decimal
    receipt_ids: Sequence[int]
    posted_on: dt.date
    method: str = "value"
    party_id: int | None = None
    description: str = ""


@verb("money.create_landed_costs")
def create_landed_costs(*, drafts: Sequence[LandedCostDraft]) -> list[int]:
    """Write landed costs as drafts; return their ids in order."""
    if not drafts:
        return []
    _require_known(Receipt, {each for draft in drafts for each in draft.receipt_ids})
    _require_known(Party, {draft.party_id for draft in drafts if draft.party_id})
    numbers = next_numbers("LC", len(drafts), max(draft.posted_on for draft in drafts))
    made = LandedCost.objects.bulk_create(
        LandedCost(
            company_id=current_company_id(),
            number=number,
            party_id=draft.party_id,
            posted_on=draft.posted_on,
            amount=draft.amount,
            method=draft.method,
            description=draft.description,
        )
        for draft, number in zip(drafts, numbers, strict=True)
    )
    through = LandedCost.receipts.through
    through._default_manager.bulk_create(
        through(landedcost_id=cost.pk, receipt_id=receipt_id)
        for cost, draft in zip(made, drafts, strict=True)
        for receipt_id in draft.receipt_ids
    )
    return [each.pk for each in made]


def _require_known(model: type[Model], ids: set[int]) -> None:
    """Refuse rows that the company at work has not."""
    manager: Any = model._default_manager
    unknown = ids - set(manager.filter(pk__in=ids).values_list("pk", flat=True))
    if unknown:
        raise DocumentMissing(min(unknown))


@verb("money.post_landed_costs")
def post_landed_costs(*, landed_cost_ids: Sequence[int]) -> Outcome:
    """Spread landed costs over the goods of their receipts: what is still here gains value, what was sold cost more.

    Goods at standard cost keep it; their part goes to the purchase variance.
    """
    outcome = Outcome()
    documents = lock_rows(
        LandedCost, landed_cost_ids, "id, number, state, party_id, posted_on, amount, method"
    )
    outcome.refuse_missing(landed_cost_ids, (each.id for each in documents))
    goods = _goods([each.id for each in documents])
    chosen = []
    for each in documents:
        reason = _refusal(each, goods.get(each.id, []))
        if reason is None:
            chosen.append(each)
        else:
            outcome.refused[each.id] = reason
    if chosen:
        _post(chosen, goods)
        outcome.done = [each.id for each in chosen]
        events.publish(LandedCostsPosted(tuple(outcome.done)))
    return outcome


def _goods(ids: Sequence[int]) -> dict[int, list[Any]]:
    """Return the goods each landed cost is spread over: the value entries of what came from suppliers."""
    found = sql.rows(
        "SELECT t.landedcost_id, v.id AS value_id, v.item_id, v.move_id, v.layer_id, v.valued_on, v.quantity,"
        " coalesce(v.booked, v.value) AS value, i.code, i.weight_kg, i.costing, i.category_id"
        " FROM money_landedcost_receipts t JOIN orders_receiptline rl ON rl.receipt_id = t.receipt_id"
        " JOIN stock_move m ON m.receipt_line_id = rl.id JOIN places_place p ON p.id = m.from_place_id"
        " AND p.kind = 'supplier' JOIN money_valueentry v ON v.move_id = m.id"
        " AND v.kind = 'receipt' AND v.corrects_id IS NULL JOIN items_item i ON i.id = v.item_id"
        " WHERE v.company_id = %s AND t.landedcost_id = ANY(%s) ORDER BY t.landedcost_id, v.id",
        (current_company_id(), list(ids)),
    )
    goods: dict[int, list[Any]] = {}
    for each in found:
        goods.setdefault(each.landedcost_id, []).append(each)
    return goods


def _refusal(document: Any, goods: Sequence[Any]) -> NonetError | None:
    if document.state != "draft":
        return WrongState(document.number, document.state)
    if not goods:
        return NothingToSpread(document.number)
    if document.method == "weight":
        missing = [each.code for each in goods if not each.weight_kg]
        return WeightMissing(missing[0]) if missing else None
    return None


def _post(documents: Sequence[Any], goods: dict[int, list[Any]]) -> None:
    held = lock_item_costs({each.item_id for document in documents for each in goods[document.id]})
    causes: dict[int, Cause] = {}
    sinces: dict[int, Since] = {}
    spread = [_spread(document, goods[document.id], causes, sinces) for document in documents]
    correct(causes, sinces, held, spread)
    sql.execute(
        "UPDATE money_landedcost SET state = 'posted' WHERE company_id = %s AND id = ANY(%s)",
        (current_company_id(), [each.id for each in documents]),
    )


def _spread(document: Any, goods: Sequence[Any], causes: dict[int, Cause], sinces: dict[int, Since]) -> Cause:
    """Say what a document adds to each receipt, and from where the items' past is to be valued again."""
    happening = Happening(document.posted_on, "landed_cost", document.id, document.number, document.party_id)
    cause = Cause(happening, Kind.LANDED_COST, f"landed cost {document.number}", document.posted_on)
    parts = split_amount(document.amount, _weights(document.method, goods), company_books().currency)
    for each, amount in zip(goods, parts, strict=True):
        happening.add("landed_cost_posted", each.category_id, [("on_hand", amount), ("total", amount)])
        causes.setdefault(each.item_id, cause)
        if each.costing == "standard":
            happening.add("purchase_price_corrected", each.category_id, at_standard(-amount))
        elif amount:
            cause.changes.append(Change(each.item_id, each.value_id, each.move_id, each.layer_id, amount))
            sinces.setdefault(each.item_id, Since(each.valued_on, each.value_id)).widen(
                each.valued_on, each.value_id
            )
    return cause


def _weights(method: str, goods: Sequence[Any]) -> list[Decimal]:
    if method == "quantity":
        return [each.quantity for each in goods]
    if method == "weight":
        return [each.quantity * each.weight_kg for each in goods]
    return [each.value for each in goods]
