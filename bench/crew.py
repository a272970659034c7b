"""Processes that work in step: each keeps its own connection and warm caches, and all begin a round together."""

import multiprocessing
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

START_DELAY = 0.05


@dataclass(frozen=True, slots=True)
class Round:
    """What one process did: when it began and ended (one clock for all processes), the CPU it used, its answer."""

    began: float
    ended: float
    cpu: float
    answer: Any


class Crew:
    """So many processes, each with a player of its own, made by ``module:function`` from its number."""

    def __init__(self, size: int, player: str, *arguments: Any) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipes = []
        self._processes = []
        for number in range(1, size + 1):
            ours, theirs = context.Pipe()
            process = context.Process(target=serve, args=(theirs, player, (*arguments, number)), daemon=True)
            process.start()
            theirs.close()
            self._pipes.append(ours)
            self._processes.append(process)
        for pipe in self._pipes:
            _answer(pipe)

    def run(self, size: int, method: str, *arguments: Any) -> list[Round]:
        """Have the first ``size`` processes call a method of their players at the same moment."""
        begin = time.monotonic() + START_DELAY
        for pipe in self._pipes[:size]:
            pipe.send((begin, method, arguments))
        return [_answer(pipe) for pipe in self._pipes[:size]]

    def ask(self, method: str, *arguments: Any) -> Any:
        """Call a method of the first player and return its answer."""
        return self.run(1, method, *arguments)[0].answer

    def close(self) -> None:
        """Let the processes end."""
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            process.join(timeout=30)


def rate(done: Sequence[Round], count: int) -> float:
    """Return how much of what each process did ``count`` times was done in a second, from first begin to last end."""
    return len(done) * count / (max(each.ended for each in done) - min(each.began for each in done))


def _answer(pipe: Any) -> Any:
    ok, value = pipe.recv()
    if not ok:
        raise RuntimeError(f"A process of the measurement failed:\n{value}")
    return value


def serve(pipe: Any, player: str, arguments: Sequence[Any]) -> None:
    """Make the player and do what is asked until the other end hangs up; runs in a process of its own."""
    import traceback

    import django

    django.setup()
    try:
        module, _, function = player.partition(":")
        made = getattr(import_module(module), function)(*arguments)
        pipe.send((True, None))
        while True:
            begin, method, given = pipe.recv()
            pipe.send((True, _measured(begin, getattr(made, method), given)))
    except EOFError:
        return
    except Exception:
        pipe.send((False, traceback.format_exc()))


def _measured(begin: float, work: Any, arguments: Sequence[Any]) -> Round:
    time.sleep(max(0.0, begin - time.monotonic()))
    began, cpu = time.monotonic(), time.process_time()
    answer = work(*arguments)
    return Round(began, time.monotonic(), time.process_time() - cpu, answer)
