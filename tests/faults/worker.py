"""A process of the fault tests: it does one of ``works`` and may be killed at any moment."""

import os
import random
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from django.db import InterfaceError, OperationalError, connection, transaction

django.setup()

from bench.company import Trade, trade  # noqa: E402
from nonet.kernel.actor import acting  # noqa: E402
from nonet.kernel.embedded import EmbeddedError  # noqa: E402


class Worker:
    """What a work finds at hand: the company's facts, chance, the clock, and a log that outlives a kill."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.trade: Trade = trade(options["company"])
        self.random = random.Random(options["seed"])
        self.number = int(options["number"])
        self.options = options
        self._until = float(options.get("until", 0))
        self._log = (Path(options["log"]) / f"{os.getpid()}.log").open("ab", buffering=0)

    def acknowledge(self, word: str, fact: Any) -> None:
        """Write down, past any crash of this process, what the database has committed."""
        self._log.write(f"{word} {fact}\n".encode())
        os.fsync(self._log.fileno())

    def going(self) -> bool:
        """Return whether there is time left."""
        return time.time() < self._until

    def persist(self, work: Callable[[], None]) -> None:
        """Do a work again and again until the time is over; a lost connection is taken anew, as a web process would."""
        while self.going():
            try:
                work()
            except (OperationalError, InterfaceError, EmbeddedError) as error:
                if not is_lost(error):
                    raise
                close()


def is_lost(error: Exception) -> bool:
    """Return whether the error says that the server is away or was killed as it came, not that it refused."""
    code = getattr(error.__cause__, "sqlstate", None)
    return code is None or str(code).startswith(("08", "57P"))


def close() -> None:
    """Drop a connection that is broken, and the traces of its transaction."""
    connection.close()
    connection.needs_rollback = False
    assert not transaction.get_connection().in_atomic_block
    time.sleep(0.1)


def serve(work: str, options: dict[str, Any], answer: Any, errors: str) -> None:
    """Do a work in a process of its own: for an answer, or as one of several workers when there is none to give."""
    from tests.faults import questions, works

    try:
        if answer is not None:
            answer.send(getattr(questions, work)(**options))
            return
        worker = Worker(options)
        time.sleep(max(0.0, options.get("begin", 0) - time.time()))
        with acting(worker.trade.actor):
            getattr(works, work)(worker)
    except Exception:
        with Path(errors).open("a") as file:
            file.write(traceback.format_exc())
        sys.exit(1)
