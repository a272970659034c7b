"""One server for all fault tests of a run, and the chance they share."""

import os
import random
from collections.abc import Iterator

import pytest

from tests.faults.house import House

SECONDS = float(os.environ.get("NONET_FAULTS_SECONDS", "5"))


@pytest.fixture(scope="session")
def seed() -> int:
    """Return what all chance of the run grows from; ``NONET_FAULTS_SEED`` repeats a run."""
    return int(os.environ.get("NONET_FAULTS_SEED") or random.SystemRandom().randrange(2**31))


@pytest.fixture(scope="session")
def house(seed: int) -> Iterator[House]:
    """Return a server that may be killed; it is made once for the run, and every test has a company of its own."""
    made = House(seed)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def told_seed(seed: int) -> None:
    """Print the seed where pytest shows it when a test fails."""
    print(f"NONET_FAULTS_SEED={seed} NONET_FAULTS_SECONDS={SECONDS:g}")


@pytest.fixture
def seconds() -> float:
    """Return how long a storm lasts; ``NONET_FAULTS_SECONDS`` sets it."""
    return SECONDS
