"""Adjustments and counts, reached from the ERP while there is no WMS."""

from collections.abc import Sequence

from nonet.books.stock.models import Count
from nonet.books.stock.services.adjusting import AdjustmentDraft, adjust_stock, change_status, move_stock
from nonet.books.stock.services.count_posting import post_counts
from nonet.books.stock.services.counting import (
    CountDraft,
    CountEntry,
    begin_counts,
    enter_counts,
    finish_counts,
)
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


@verb("erp.begin_counts")
def begin(*, counts: Sequence[CountDraft]) -> Outcome:
    """Begin counts of places, items or whole sites."""
    return begin_counts(counts=counts)


@verb("erp.enter_counts")
def enter(*, entries: Sequence[CountEntry]) -> Outcome:
    """Enter what was counted."""
    return enter_counts(entries=entries)


@verb("erp.post_counts")
def post(*, count_ids: Sequence[int], missing_as_zero: bool = False) -> Outcome:
    """Finish counts and post their differences; counts with lines not counted are refused, or taken as zero."""
    counted = list(Count.objects.filter(pk__in=list(count_ids), state="counted").values_list("pk", flat=True))
    counting = [each for each in count_ids if each not in counted]
    finished = finish_counts(count_ids=counting, missing_as_zero=missing_as_zero) if counting else Outcome()
    ready = sorted([*counted, *finished.done])
    posted = post_counts(count_ids=ready) if ready else Outcome()
    return Outcome(posted.done, {**finished.refused, **posted.refused})
