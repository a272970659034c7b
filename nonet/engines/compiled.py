"""How hot loops are compiled: by numba, once, its machine code kept on disk beside the source."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

Given = ParamSpec("Given")
Back = TypeVar("Back")


def compiled(function: Callable[Given, Back]) -> Callable[Given, Back]:
    """Compile a function of arrays and numbers; it lets other threads run meanwhile."""
    return cast(Callable[Given, Back], numba.njit(cache=True, nogil=True)(function))
