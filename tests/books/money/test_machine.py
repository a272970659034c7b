"""Random histories against a plain model of the value book: replayed from the start, nothing remembered.

The model knows nothing of locks, layers in tables or corrections: it keeps the facts and works everything out
again from the first of them. What the book says after each step must be the same.
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from nonet.books.money.models import ItemCost, OpenItem, Settlement, ValueEntry
from nonet.books.money.services.payments import PaymentDraft, receive_payments
from nonet.books.money.services.settling import Pair, settle, unsettle
from nonet.books.money.services.valuing import value_moves
from nonet.books.money.services.valuing.landed import LandedCostDraft, create_landed_costs, post_landed_costs
from nonet.books.money.services.valuing.revaluing import set_standard_costs
from nonet.books.orders.models import OrderLine, ReceiptLine
from nonet.books.stock.models import Move
from nonet.kernel.actor import acting_as_system
from nonet.masters.items.models import Item

from .conftest import assert_proved, forget
from .test_payments import invoiced
from .world import D, World, make_world

CENT = Decimal("0.01")
START = dt.date(2026, 3, 1)
quantities = st.integers(1, 12)
prices = st.decimals("0.5", "30", places=2)
days = st.integers(0, 25)


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def part(value: Decimal, taken: int, whole: int) -> Decimal:
    return value if taken == whole else cents(value * taken / whole)


@dataclass
class Fact:
    """A receipt of goods at a value, or an issue; ``added`` is what was later found out about a receipt."""

    move_id: int
    quantity: int
    day: int
    value: Decimal = Decimal(0)
    added: Decimal = Decimal(0)
    origin: int = 0


@dataclass
class Model:
    """One item's facts in the order of recording."""

    costing: str
    facts: list[Fact] = field(default_factory=list)

    @property
    def on_hand(self) -> int:
        return sum(each.quantity for each in self.facts)

    def in_order(self) -> list[Fact]:
        """Put each receipt before the first issue that was recorded before it and dated after it."""
        order: list[Fact] = []
        for fact in self.facts:
            at = len(order)
            if fact.quantity > 0:
                later = [n for n, each in enumerate(order) if each.quantity < 0 and each.day > fact.day]
                at = later[0] if later else at
            order.insert(at, fact)
        return order

    def worth(self) -> tuple[Decimal, dict[int, Decimal]]:
        """Return what the stock is worth, and what each issue cost, worked out from the first fact on."""
        costs: dict[int, Decimal] = {}
        layers: list[list[Decimal]] = []
        for fact in self.in_order():
            if fact.quantity > 0:
                self._put(layers, fact)
            else:
                costs[fact.move_id] = self._take(layers, -fact.quantity)
        return sum((layer[3] for layer in layers), Decimal(0)), costs

    def _put(self, layers: list[list[Decimal]], fact: Fact) -> None:
        value = fact.value + fact.added
        if self.costing == "average" and layers:
            layers[0][2] += fact.quantity
            layers[0][3] += value
        else:
            layers.append([Decimal(fact.day), Decimal(fact.move_id), Decimal(fact.quantity), value])
            layers.sort(key=lambda layer: (layer[0], layer[1]))

    def _take(self, layers: list[list[Decimal]], wanted: int) -> Decimal:
        cost = Decimal(0)
        while wanted:
            layer = layers[0]
            taken = min(wanted, int(layer[2]))
            value = part(layer[3], taken, int(layer[2]))
            layer[2] -= taken
            layer[3] -= value
            cost += value
            wanted -= taken
            if not layer[2]:
                layers.pop(0)
        return cost


class MoneyMachine(RuleBasedStateMachine):
    """Receives, issues, sends back, spreads landed cost, invoices, pays, matches and takes matches back."""

    @initialize()
    def begin(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        forget()
        self.world: World = make_world()
        self.acting = acting_as_system(self.world.company.pk)
        self.acting.__enter__()
        self.items: dict[str, Item] = {each: self.world.item(each) for each in ("average", "fifo")}
        self.items["standard"] = self.world.item("standard", standard_cost=D(7))
        self.models = {each: Model(each) for each in ("average", "fifo")}
        self.standard = [0, Decimal(0)]
        self.claims: dict[int, Decimal] = {}
        self.advances: dict[int, Decimal] = {}
        self.settled: list[tuple[int, int, int, Decimal]] = []

    def teardown(self) -> None:
        if hasattr(self, "acting"):
            assert_proved()
            self.acting.__exit__(None, None, None)
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)
            forget()

    @rule(costing=st.sampled_from(["average", "fifo"]), quantity=quantities, price=prices, day=days)
    def receive(self, costing: str, quantity: int, price: Decimal, day: int) -> None:
        """Goods come in, on time or late."""
        lines = self.world.order("purchase", [(self.items[costing], quantity, price)])
        (move,) = value_moves(move_ids=self.world.receive(lines, START + dt.timedelta(days=day)))
        value = cents(price * quantity)
        self.models[costing].facts.append(Fact(move, quantity, day, value))

    @rule(costing=st.sampled_from(["average", "fifo"]), share=st.integers(1, 100), day=days)
    def issue(self, costing: str, share: int, day: int) -> None:
        """Some of what is there is sold, dated on any day."""
        model = self.models[costing]
        quantity = max(model.on_hand * share // 100, min(model.on_hand, 1))
        if quantity:
            lines = self.world.order("sales", [(self.items[costing], quantity, 30)])
            (move,) = value_moves(move_ids=self.world.ship(lines, START + dt.timedelta(days=day)))
            model.facts.append(Fact(move, -quantity, day))

    @rule(
        costing=st.sampled_from(["average", "fifo"]),
        pick=st.integers(0, 99),
        share=st.integers(1, 100),
        day=days,
    )
    def come_back(self, costing: str, pick: int, share: int, day: int) -> None:
        """Goods that were sold come back at their share of what they cost by now."""
        model = self.models[costing]
        sold = [each for each in model.facts if each.quantity < 0]
        if not sold:
            return
        fact = sold[pick % len(sold)]
        back = [each for each in model.facts if each.origin == fact.move_id]
        out = -fact.quantity - sum(each.quantity for each in back)
        if not out:
            return
        quantity = max(out * share // 100, 1)
        cost = model.worth()[1][fact.move_id] - sum((each.value for each in back), Decimal(0))
        line = _order_line(fact.move_id)
        lines = self.world.order("sales_return", [(self.items[costing], quantity, 30, line)])
        (move,) = value_moves(move_ids=self.world.receive(lines, START + dt.timedelta(days=day)))
        value = part(cost, quantity, out)
        model.facts.append(Fact(move, quantity, day, value, origin=fact.move_id))

    @rule(quantity=quantities, price=prices)
    def receive_standard(self, quantity: int, price: Decimal) -> None:
        """Goods at standard come in at another price."""
        item = Item.objects.get(pk=self.items["standard"].pk)
        assert item.standard_cost is not None
        value_moves(move_ids=self.world.receive(self.world.order("purchase", [(item, quantity, price)])))
        self.standard[0] += quantity
        self.standard[1] += cents(item.standard_cost * quantity)

    @rule(price=prices)
    def revalue(self, price: Decimal) -> None:
        """The standard changes."""
        costs = {self.items["standard"].pk: price}
        set_standard_costs(costs=costs, valued_on=START + dt.timedelta(days=30)).require_all()
        self.standard[1] = cents(price * self.standard[0])

    @rule(
        amount=st.decimals("0.01", "99", places=2),
        pick=st.integers(0, 99),
        method=st.sampled_from(["value", "quantity"]),
    )
    def land(self, amount: Decimal, pick: int, method: str) -> None:
        """A cost of one receipt is known late."""
        receipts = [
            each for m in self.models.values() for each in m.facts if each.quantity > 0 and not each.origin
        ]
        if receipts:
            fact = receipts[pick % len(receipts)]
            draft = LandedCostDraft(amount, [_receipt(fact.move_id)], START + dt.timedelta(days=30), method)
            post_landed_costs(landed_cost_ids=create_landed_costs(drafts=[draft])).require_all()
            fact.added += amount

    @rule(amount=st.decimals("0.01", "99", places=2))
    def invoice(self, amount: Decimal) -> None:
        """A customer owes more."""
        (made,) = invoiced(self.world, str(amount))
        self.claims[OpenItem.objects.get(invoice=made).pk] = amount

    @rule(amount=st.decimals("0.01", "99", places=2))
    def pay(self, amount: Decimal) -> None:
        """A customer pays; the oldest claims, or one of the very amount, take it."""
        draft = PaymentDraft("received", self.world.customer.pk, None, START, "CNY", amount)
        (payment,) = receive_payments(payments=[draft])
        counter = OpenItem.objects.get(payment_id=payment).pk
        self.advances[counter] = amount
        exact = [claim for claim, left in self.claims.items() if left == amount]
        for claim in [*exact, *self.claims]:
            self._match(claim, counter)

    def _match(self, claim: int, counter: int) -> None:
        used = min(self.claims[claim], self.advances[counter])
        if used:
            self.claims[claim] -= used
            self.advances[counter] -= used
            row = Settlement.objects.filter(claim_id=claim, counter_id=counter, amount=used).latest("id")
            self.settled.append((row.pk, claim, counter, used))

    @precondition(lambda self: self.settled)
    @rule(pick=st.integers(0, 99), again=st.booleans())
    def take_back(self, pick: int, again: bool) -> None:
        """A match is taken back, and perhaps made anew by hand."""
        row, claim, counter, amount = self.settled.pop(pick % len(self.settled))
        unsettle(settlement_ids=[row], settled_on=START).require_all()
        self.claims[claim] += amount
        self.advances[counter] += amount
        if again:
            settle(pairs=[Pair(counter, claim)], settled_on=START).require_all()
            self._match(claim, counter)

    @invariant()
    def stock_is_worth_what_the_model_says(self) -> None:
        """Compare quantity, value and the cost of every issue."""
        for costing, model in getattr(self, "models", {}).items():
            value, costs = model.worth()
            cost = ItemCost.objects.filter(item=self.items[costing]).first()
            held = (cost.quantity, cost.value) if cost else (0, 0)
            assert held == (model.on_hand, value), costing
            rows = ValueEntry.objects.filter(item=self.items[costing], move_id__in=costs)
            booked: dict[int | None, Decimal] = {}
            for row in rows:
                booked[row.move_id] = booked.get(row.move_id, Decimal(0)) - row.value
            assert booked == costs, costing

    @invariant()
    def standard_stock_is_worth_its_standard(self) -> None:
        """Compare the item at standard cost."""
        if hasattr(self, "standard"):
            cost = ItemCost.objects.filter(item=self.items["standard"]).first()
            assert ((cost.quantity, cost.value) if cost else (0, 0)) == tuple(self.standard)

    @invariant()
    def open_items_are_what_the_model_says(self) -> None:
        """Compare what is open."""
        if hasattr(self, "claims"):
            left = self.claims | {counter: -amount for counter, amount in self.advances.items()}
            assert dict(OpenItem.objects.values_list("id", "open_amount")) == left


def _order_line(move_id: int) -> OrderLine:
    return OrderLine.objects.get(delivery_lines=Move.objects.get(pk=move_id).delivery_line_id)


def _receipt(move_id: int) -> int:
    return int(ReceiptLine.objects.get(pk=Move.objects.get(pk=move_id).receipt_line_id).receipt_id)


@pytest.mark.django_db
def test_the_value_book_agrees_with_a_plain_model() -> None:
    run_state_machine_as_test(
        MoneyMachine,
        settings=settings(
            max_examples=10,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
        ),
    )
