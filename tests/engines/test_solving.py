"""The limit that every engine runs under, and the command that reaches it."""

import pytest
from typer.testing import CliRunner

from nonet.engines.solving import Limit, ProblemError, Progress, Reason
from nonet.faces.cli.main import app


class Clock:
    """A clock that the test moves."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_watch_is_over_by_time_by_iterations_or_when_cancelled():
    clock = Clock()
    watch = Limit(seconds=2, iterations=5, clock=clock, cancelled=lambda: clock.now > 101).start()
    assert not watch.over(4) and watch.over(5)
    clock.now = 101.5
    assert watch.over() and watch.left == 0.5
    clock.now = 103
    assert Limit(seconds=2, clock=clock).start().left == 2 and watch.left == 0


def test_progress_is_told_to_whoever_listens():
    told: list[Progress] = []
    Limit(progress=told.append, clock=Clock()).start().tell(12.0, bound=10.0, iterations=3)
    assert told == [Progress(0.0, 12.0, 10.0, 3)]


@pytest.mark.parametrize("given", [{"seconds": 0}, {"workers": 0}, {"iterations": -1}])
def test_a_limit_that_cannot_be_is_refused_by_name(given):
    with pytest.raises(ProblemError, match=rf"limit\.{next(iter(given))}"):
        Limit(**given)


def test_a_reason_reads_as_a_sentence():
    assert (
        str(Reason("late.busy", "{job} waits for {machine}.", {"job": "J1", "machine": "M2"}))
        == "J1 waits for M2."
    )


def test_an_unknown_engine_is_told_with_those_there_are(tmp_path):
    answer = CliRunner().invoke(app, ["solve", "alchemy", str(tmp_path)])
    assert answer.exit_code == 2 and "no engine 'alchemy'" in answer.output
