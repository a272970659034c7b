"""The number of SQL statements of a verb does not grow with the documents, and an order needs at most forty."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from bench.company import make_company
from bench.playing import Player
from nonet.books.money.selectors import company, rules
from nonet.books.money.services.payments import PaymentDraft, receive_payments
from nonet.books.orders.services.releasing import release_orders
from nonet.books.stock.services.reserving import reserve_orders
from nonet.kernel import policy, sql, unlocking
from nonet.kernel.actor import acting, acting_as_system
from nonet.kernel.clock import today
from nonet.systems.erp.services.cancelling import cancel_orders
from nonet.systems.erp.services.sales import confirm_sales_orders, create_sales_orders

COUNTS = (1, 10, 200)
STEPS = ("create", "confirm", "reserve", "pick", "ship", "invoice", "post")
MOST = 40


@pytest.fixture
def player(
    db: None, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> Iterator[Player]:
    """Return a player in a company at work: its goods have been everywhere, and what a process remembers is kept."""
    for module in (company, rules, policy, unlocking):
        monkeypatch.setattr(module, "REMEMBERED_SECONDS", 3600.0)
    make_company("counted", items=20, customers=10, shelf=Decimal(100_000))
    player = Player("", seed=1, company="counted")
    with acting(player.trade.actor):
        with django_capture_on_commit_callbacks(execute=True):
            player.carry([player.order() for _ in range(100)])
        yield player


def counted(work: Callable[[], Any]) -> tuple[Any, int]:
    """Return what a work returns and its statements, but for savepoints of the test and blocks of numbers."""
    with sql.counting() as statements:
        answer = work()
    told = [each for each in statements if "nextval" not in each and "SAVEPOINT" not in each]
    return answer, len(told)


def test_no_verb_from_order_to_invoice_grows_with_the_orders(player: Player) -> None:
    seen: dict[int, dict[str, int]] = {}
    for count in COUNTS:
        of_steps = seen.setdefault(count, {})

        def step(name: str, work: Callable[[], Any], into: dict[str, int] = of_steps) -> list[int]:
            outcome, into[name] = counted(work)
            done: list[int] = outcome.require_all().done
            return done

        player.carry([player.order() for _ in range(count)], step)
    assert tuple(seen[1]) == STEPS
    assert seen[1] == seen[10] == seen[200]
    assert sum(seen[1].values()) <= MOST, seen[1]


@pytest.mark.parametrize("name", ["cancel", "release again", "collect"])
def test_no_verb_beside_the_way_grows_either(player: Player, name: str) -> None:
    work = {"cancel": _cancel, "release again": _release_again, "collect": _collect}[name]
    seen = {count: counted(work(player, count))[1] for count in COUNTS}
    assert len(set(seen.values())) == 1, seen


def _confirmed(player: Player, count: int) -> list[int]:
    ids = create_sales_orders(orders=[player.order() for _ in range(count)]).require_all().done
    confirm_sales_orders(order_ids=ids).require_all()
    reserve_orders(order_ids=ids).require_all()
    return ids


def _cancel(player: Player, count: int) -> Callable[[], Any]:
    ids = _confirmed(player, count)
    return lambda: cancel_orders(order_ids=ids, reason="counted").require_all()


def _release_again(player: Player, count: int) -> Callable[[], Any]:
    ids = _confirmed(player, count)
    return lambda: release_orders(order_ids=ids)


def _collect(player: Player, count: int) -> Callable[[], Any]:
    customers = player.trade.customers
    player.carry([player.order() for _ in range(count)])
    drafts = [
        PaymentDraft("received", customers[n % len(customers)], None, today(), "CNY", Decimal(10))
        for n in range(count)
    ]

    def work() -> Any:
        with acting_as_system(player.trade.actor.company_id):
            return receive_payments(payments=drafts)

    return work
