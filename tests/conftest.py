"""What every test shares."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """Give each process of the run its own database, copied from the migrated template."""
    from django.db import connection

    from tests.database import drop_test_database, keep_seeds, make_test_database

    former = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        name = make_test_database()
        keep_seeds()
    yield
    with django_db_blocker.unblock():
        drop_test_database(name, former)


@pytest.fixture
def database(transactional_db: None) -> dict[str, str]:
    """Return the environment in which a command works on the database of this very test."""
    from django.db import connection

    found = connection.settings_dict
    url = f"postgresql://{found['USER']}:{found['PASSWORD']}@/{found['NAME']}?host={found['HOST']}"
    address = f"{url}&port={found['PORT']}" if found["PORT"] else url
    return {"NONET_DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "nonet.config.settings"}


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Stop the server of this run; one named by the caller is the caller's."""
    if hasattr(session.config, "workerinput") or os.environ.get("NONET_TEST_HOME"):
        return
    if home := os.environ.get("NONET_TEST_CLAIMED"):
        from nonet.kernel.embedded import stop

        stop(Path(home))


@pytest.fixture(autouse=True)
def every_statement_names_a_company() -> Iterator[None]:
    """Fail a test that reads or writes rows of companies by a statement that names none."""
    from tests.companies import no_statement_without_company

    with no_statement_without_company():
        yield
