"""Repair by running again: steps that the facts show to be missing are done, a page of documents at a time."""

from collections.abc import Callable, Sequence
from typing import Any

from nonet.kernel.verbs import Outcome

Find = Callable[..., list[int]]


def in_pages(find: Find, act: Callable[[Sequence[int]], Any]) -> int:
    """Have ``act`` take every page of what ``find`` finds; return how many documents were done.

    What is refused stays as it is and is not asked for again in this run.
    """
    done, last = 0, 0
    while ids := find(after=last):
        outcome = act(ids)
        done += len(outcome.done) if isinstance(outcome, Outcome) else len(outcome)
        last = ids[-1]
    return done
