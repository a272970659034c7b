"""How the loops of this engine are compiled and where their machine code is kept.

Inner loops, which only other loops call, get no door to Python and count no references: they are handed a bundle of
arrays on each call, and counting the references of each would cost more than the work itself. They may therefore
allocate nothing. Machine code is kept under a digest of all the engine's sources, since a loop's code depends on the
constants and loops of other files too.
"""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba

Given = ParamSpec("Given")
Back = TypeVar("Back")

SETTINGS: Any = numba.config
OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy"}
INNER: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "_nrt": False}


def _digest() -> str:
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]


KEPT = Path(SETTINGS.CACHE_DIR or Path(__file__).parent / "__pycache__") / f"loops-{_digest()}"


def _compiled(function: Callable[Given, Back], options: dict[str, Any]) -> Callable[Given, Back]:
    before = SETTINGS.CACHE_DIR
    SETTINGS.CACHE_DIR = str(KEPT)
    try:
        return cast(Callable[Given, Back], numba.njit(**options)(function))
    finally:
        SETTINGS.CACHE_DIR = before


def inner(function: Callable[Given, Back]) -> Callable[Given, Back]:
    """Compile a loop that is called by loops alone."""
    return _compiled(function, OPTIONS | INNER)


def entry(function: Callable[Given, Back]) -> Callable[Given, Back]:
    """Compile a loop that Python calls; other threads run meanwhile."""
    return _compiled(function, OPTIONS)
