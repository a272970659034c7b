"""The exact clock for callers in Python."""

from nonet.engines.routing.clock import schedule
from nonet.engines.routing.columns import Data, Whole
from nonet.engines.routing.inner import entry


@entry
def timed(data: Data, sort: int, row: Whole, times: Whole, clock: Whole) -> tuple[int, int, int]:
    """Time a tour of matrix rows, depots at both ends; return its lateness, leaving and return (see `schedule`)."""
    return schedule(
        data.ways,
        data.stop,
        data.kind,
        data.windows,
        data.pauses,
        data.flags,
        sort,
        row,
        len(row),
        times,
        clock,
    )
