"""Loops that only other loops call: compiled without a door to Python and without counting references.

They get a bundle of arrays on each call; counting the references of each would cost more than the work itself. They
may therefore allocate nothing.
"""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

import numba

Given = ParamSpec("Given")
Back = TypeVar("Back")


OPTIONS: dict[str, Any] = {
    "cache": True,
    "nogil": True,
    "error_model": "numpy",
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
    "_nrt": False,
}


def inner(function: Callable[Given, Back]) -> Callable[Given, Back]:
    """Compile a loop that is called by loops alone."""
    return cast(Callable[Given, Back], numba.njit(**OPTIONS)(function))
