"""Tests live in a home of their own, so that the user's data are never touched."""

import fcntl
import os
from pathlib import Path
from typing import IO

HOMES = Path(__file__).resolve().parent.parent / ".nonet"

_held: list[IO[str]] = []


def claim_home() -> Path:
    """Point ``NONET_HOME`` at a home no other test run is using, and return it.

    The first run gets ``.nonet/test``; one that is started beside it gets ``.nonet/test-2`` and so on. Workers of
    pytest-xdist inherit the home of the run they belong to. ``NONET_TEST_HOME`` and ``NONET_TEST_DATABASE_URL`` name
    another place; ``NONET_HOME`` and ``NONET_DATABASE_URL`` are the user's own and never taken.
    """
    if not os.environ.get("NONET_TEST_CLAIMED"):
        os.environ["NONET_HOME"] = str(_free_home())
        os.environ["NONET_TEST_CLAIMED"] = os.environ["NONET_HOME"]
        os.environ.pop("NONET_DATABASE_URL", None)
        if url := os.environ.get("NONET_TEST_DATABASE_URL"):
            os.environ["NONET_DATABASE_URL"] = url
    return Path(os.environ["NONET_HOME"])


def _free_home() -> Path:
    if named := os.environ.get("NONET_TEST_HOME"):
        return _made(Path(named).resolve())
    for number in range(1, 100):
        home = _made(HOMES / ("test" if number == 1 else f"test-{number}"))
        file = (home / "claimed.lock").open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            continue
        _held.append(file)
        return home
    raise RuntimeError(f"Too many test runs at once in {HOMES}.")


def _made(home: Path) -> Path:
    home.mkdir(parents=True, exist_ok=True)
    return home
