"""``nonet solve fjsp``: the flexible job shop in Brandimarte's form."""

from pathlib import Path

from nonet.engines.scheduling import solve as solve_shop
from nonet.engines.solving import Limit
from nonet.faces.solving.jobshop import printed
from nonet.faces.solving.printed import Asked, Printed
from nonet.faces.solving.shop_files import read_flexible


def solve(path: Path, limit: Limit, asked: Asked) -> Printed:
    """Read, schedule and print."""
    return printed(solve_shop(read_flexible(path), limit), 1)
