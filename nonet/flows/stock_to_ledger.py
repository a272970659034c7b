"""From every move of goods to its value in the ledger.

| step | system | trigger | service | state | fallback | what undoes it |
|---|---|---|---|---|---|---|
| value an issue | money | GoodsIssued | money.value_moves | cost posted | – | the flow return_to_refund |
| value a receipt | money | GoodsReceived | money.value_moves | value posted | – | erp.authorise_purchase_returns |
| value an adjustment | money | StockAdjusted | money.value_moves | value posted | – | erp.adjust_stock |

Goods and their value change in one transaction; a move that was valued already is left alone. Moves within our stock,
between sites too, change no value. ``advance`` values moves that were written while nothing valued them.
"""

from collections.abc import Mapping

from nonet.books.money.selectors.waiting import unvalued_moves
from nonet.books.money.services.valuing import value_moves
from nonet.books.stock.events import GoodsIssued, GoodsReceived, StockAdjusted
from nonet.books.stock.selectors.unit_costs import unit_costs
from nonet.flows.advancing import in_pages
from nonet.kernel.flows import Flow, Step


def value_issue(event: GoodsIssued) -> None:
    """Post the cost of what left."""
    value_moves(move_ids=event.move_ids)


def value_receipt(event: GoodsReceived) -> None:
    """Post the value of what came in."""
    value_moves(move_ids=event.move_ids)


def value_adjustment(event: StockAdjusted) -> None:
    """Post the value of what was found, lost, scrapped or opened with."""
    value_moves(move_ids=event.move_ids, costs=unit_costs(event.costs))


def advance() -> Mapping[str, int]:
    """Value the moves across the border of our stock that have no value yet."""
    return {"value": in_pages(unvalued_moves, lambda ids: value_moves(move_ids=ids))}


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
            "the flow return_to_refund",
            handler=value_issue,
        ),
        Step(
            "value a receipt",
            "money",
            GoodsReceived,
            "money.value_moves",
            "value posted",
            "–",
            "erp.authorise_purchase_returns",
            handler=value_receipt,
        ),
        Step(
            "value an adjustment",
            "money",
            StockAdjusted,
            "money.value_moves",
            "value posted",
            "–",
            "erp.adjust_stock",
            handler=value_adjustment,
        ),
    ),
    advance=advance,
)
