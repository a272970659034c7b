"""Which module answers for which engine of ``nonet solve``.

Each module has ``solve(path, limit, asked) -> Printed`` and, when its engine has compiled loops, ``warm()``, which runs
each of them once on a tiny problem. A module is imported only when asked for, so that starting stays quick.
"""

from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Protocol

from nonet.engines.solving import Limit
from nonet.faces.solving.printed import Asked, Printed


class Reader(Protocol):
    """What a module of an engine has."""

    def solve(self, path: Path, limit: Limit, asked: Asked) -> Printed:
        """Read the instance, solve it and return what is printed; a file that holds no problem is a `ProblemError`."""
        ...


MODULES: dict[str, str] = {
    "vrp": "routing",
    "pick-path": "pick_path",
    "gsm": "gsm",
    "packing": "packing",
    "forecast": "forecasting",
    "lotsizing": "lotsizing",
    "jobshop": "jobshop",
    "fjsp": "fjsp",
    "rcpsp": "rcpsp",
    "batching": "batching",
    "netting": "netting",
    "repurchase": "repurchase",
}


def warm() -> list[str]:
    """Compile what the engines compile, so that no first answer is late; return the modules that had something to."""
    names = list(dict.fromkeys(MODULES.values()))
    with ProcessPoolExecutor() as cores:
        return [name for name, warmed in zip(names, cores.map(_warmed, names), strict=True) if warmed]


def _warmed(name: str) -> bool:
    module = import_module(f"nonet.faces.solving.{name}")
    if hasattr(module, "warm"):
        module.warm()
    return hasattr(module, "warm")


def reader(engine: str) -> Reader:
    """Return the module that reads instances of an engine and prints its answers, imported with all it needs.

    Raises
    ------
    KeyError
        There is no such engine.
    """
    module: Reader = import_module(f"nonet.faces.solving.{MODULES[engine]}")
    return module
