"""What every test shares."""

import os
from pathlib import Path

import pytest


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Stop the server of this run; one named by the caller is the caller's."""
    if hasattr(session.config, "workerinput") or os.environ.get("NONET_TEST_HOME"):
        return
    if home := os.environ.get("NONET_TEST_CLAIMED"):
        from nonet.kernel.embedded import stop

        stop(Path(home))
