"""Adjustments and counts, reached from the ERP while there is no WMS."""

from collections.abc import Sequence

from nonet.books.stock.services.adjusting import AdjustmentDraft, adjust_stock, change_status, move_stock
from nonet.kernel.verbs import Outcome, verb


@verb("erp.adjust_stock")
def adjust(*, adjustments: Sequence[AdjustmentDraft]) -> Outcome:
    """Take goods into stock or out of it for a reason of its own: found, opening, lost, scrap."""
    return adjust_stock(adjustments=adjustments)


@verb("erp.adjust_places")
def adjust_places(*, adjustments: Sequence[AdjustmentDraft]) -> Outcome:
    """Move goods by hand between places of one site."""
    return move_stock(adjustments=adjustments)


@verb("erp.adjust_status")
def adjust_status(*, adjustments: Sequence[AdjustmentDraft]) -> Outcome:
    """Block goods where they lie, or make them available again."""
    return change_status(adjustments=adjustments)
