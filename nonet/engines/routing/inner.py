"""How the loops of this engine are compiled.

Inner loops, which only other loops call, get no door to Python and count no references: they are handed a bundle of
arrays on each call, and counting the references of each would cost more than the work itself. They may therefore
allocate nothing.
"""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from nonet.engines.compiled import compiled_with

Given = ParamSpec("Given")
Back = TypeVar("Back")

OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy"}
INNER: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "_nrt": False}


def inner(function: Callable[Given, Back]) -> Callable[Given, Back]:
    """Compile a loop that is called by loops alone."""
    return compiled_with(function, OPTIONS | INNER)


def entry(function: Callable[Given, Back]) -> Callable[Given, Back]:
    """Compile a loop that Python calls; other threads run meanwhile."""
    return compiled_with(function, OPTIONS)
