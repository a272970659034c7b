"""What stock is worth, kept with every move: perpetual valuation by average, FIFO and standard cost."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from nonet.books.money.services.valuing.correcting import correct_for_late_receipts
from nonet.books.money.services.valuing.forward import Valuation, open_stocks, preferred_layers
from nonet.books.money.services.valuing.moves import lock_unvalued
from nonet.books.money.services.valuing.pricing import read_prices
from nonet.kernel.verbs import verb


@verb("money.value_moves")
def value_moves(*, move_ids: Sequence[int], costs: Mapping[int, Decimal] | None = None) -> list[int]:
    """Value moves of goods and post an entry for each document; return the moves that were valued.

    A move that was valued before, that stays within our stock, or of goods that are not ours is left alone. The
    number of statements does not depend on how many moves there are.

    Parameters
    ----------
    costs : Mapping[int, Decimal] | None
        By move, what one base unit of goods that come in cost, in the company's currency, where the caller knows
        it: opening stock, goods made, goods found. Others are valued by their order, by what they cost when they
        left, or at the average of the day.
    """
    moves, held = lock_unvalued(move_ids)
    if not moves:
        return []
    prices = read_prices(moves, costs or {})
    stocks = open_stocks(moves, held, prices.quantum)
    valuation = Valuation(prices, stocks, preferred_layers(moves, stocks))
    valuation.run(moves)
    valuation.write(held)
    correct_for_late_receipts(moves, held)
    return [each.id for each in moves]
