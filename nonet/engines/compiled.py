"""How hot loops are compiled: by numba, once, its machine code kept on disk beside the source.

Numba looks only at the file of a loop to tell whether its machine code is of today, not at what the loop calls; so the
code lies in a folder named after the state of all engines' sources, and that of other states is thrown away.
"""

import hashlib
import shutil
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba
from numba.core import config as settings

Given = ParamSpec("Given")
Back = TypeVar("Back")
config: Any = settings  # its attributes are made at run time
HOME = Path(__file__).parent


def compiled(function: Callable[Given, Back]) -> Callable[Given, Back]:
    """Compile a function of arrays and numbers; it lets other threads run meanwhile."""
    return compiled_with(function, {"cache": True, "nogil": True})


def compiled_with(function: Callable[Given, Back], options: Mapping[str, Any]) -> Callable[Given, Back]:
    """Compile a function with numba's own options."""
    before, config.CACHE_DIR = config.CACHE_DIR, folder()
    try:
        return cast(Callable[Given, Back], numba.njit(**options)(function))
    finally:
        config.CACHE_DIR = before


@cache
def folder() -> str:
    """Return where machine code of these sources lies; numba's own place when it cannot lie beside them."""
    sources = sorted(HOME.rglob("*.py"))
    state = "|".join(
        f"{each.relative_to(HOME)} {each.stat().st_mtime_ns} {each.stat().st_size}" for each in sources
    )
    place = HOME / "__pycache__" / f"compiled-{hashlib.sha256(state.encode()).hexdigest()[:16]}"
    try:
        if not place.exists():
            for stale in place.parent.glob("compiled-*"):
                shutil.rmtree(stale, ignore_errors=True)
            place.mkdir(parents=True)
    except OSError:
        return str(config.CACHE_DIR)
    return str(place)
