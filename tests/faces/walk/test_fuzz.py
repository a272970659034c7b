"""Requests made up from the API's own document: whatever is sent, no answer is a fault of ours.

``NONET_FUZZ=100 pytest tests/faces/walk/test_fuzz.py`` looks for longer.
"""

import json
import os
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as search
from schemathesis.core import NotSet

from nonet.faces.api.main import api
from tests.faces.conftest import Office
from tests.faces.walk.conftest import _undone, browser

EXAMPLES = int(os.environ.get("NONET_FUZZ", 2))
SHARDS = 4
LIMITS = search(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=EXAMPLES < 10,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


def operations() -> list[Any]:
    document = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    return [each.ok() for each in schemathesis.openapi.from_dict(document).get_all_operations()]


@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_request_breaks_the_server(office: Office, shard: int) -> None:
    client, faults = browser(office.owner), []
    for operation in operations()[shard::SHARDS]:
        ask(client, operation, faults)
    assert not faults, "\n".join(faults[:20])


def ask(client: Client, operation: Any, faults: list[str]) -> None:
    """Send some requests for an operation; note those that break it, and undo what they do."""

    @LIMITS
    @given(case=operation.as_strategy())
    def send(case: Any) -> None:
        query = "" if isinstance(case.query, NotSet) else urlencode(case.query or {}, doseq=True)
        body = b"" if isinstance(case.body, NotSet) else json.dumps(case.body).encode()
        path = quote(case.formatted_path, safe="/%:")
        with _undone():
            answer = client.generic(
                case.method, path, body, content_type="application/json", QUERY_STRING=query
            )
        if answer.status_code >= 500:
            faults.append(f"{answer.status_code} {case.method} {path}?{query} {body[:300]!r}")

    try:
        send()
    except Exception as error:  # what cannot be made up is no fault of the server's
        if "Unsatisfiable" not in type(error).__name__:
            raise
