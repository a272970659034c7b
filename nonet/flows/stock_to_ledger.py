"""From every move of goods to its value in the ledger.

| step | system | trigger | service | state | fallback | what undoes it |
|---|---|---|---|---|---|---|
| value an issue | money | GoodsIssued | money.value_moves | value entries, entry | – | a return at original cost |
| value a receipt | money | GoodsReceived | money.value_moves | value entries, entry | – | a return to the supplier |
| value an adjustment | money | StockAdjusted | money.value_moves | value entries, entry | – | an opposite adjustment |

Goods and their value change in one transaction; a move that was valued already is left alone.
"""

from decimal import Decimal

from nonet.books.money.services.valuing import value_moves
from nonet.books.stock.events import GoodsIssued, GoodsReceived, StockAdjusted
from nonet.kernel.flows import Flow, Step


def value_issue(event: GoodsIssued) -> None:
    """Post the cost of what left."""
    value_moves(move_ids=event.move_ids)


def value_receipt(event: GoodsReceived) -> None:
    """Post the value of what came in."""
    value_moves(move_ids=event.move_ids)


def value_adjustment(event: StockAdjusted) -> None:
    """Post the value of what was found, lost, scrapped or opened with."""
    value_moves(move_ids=event.move_ids, costs={move: Decimal(cost) for move, cost in event.costs})


FLOW = Flow(
    "stock_to_ledger",
    "From every move of goods to its value in the ledger",
    (
        Step(
            "value an issue",
            "money",
            GoodsIssued,
            "money.value_moves",
            "cost posted",
            "–",
            "a return at original cost",
            handler=value_issue,
        ),
        Step(
            "value a receipt",
            "money",
            GoodsReceived,
            "money.value_moves",
            "value posted",
            "–",
            "a return to the supplier",
            handler=value_receipt,
        ),
        Step(
            "value an adjustment",
            "money",
            StockAdjusted,
            "money.value_moves",
            "value posted",
            "–",
            "an opposite adjustment",
            handler=value_adjustment,
        ),
    ),
)
