"""Companies of the masters' own tests: bare ones, as masters know nothing of books."""

from collections.abc import Iterator
from typing import Any

import pytest

from nonet.kernel.actor import acting_as_system
from nonet.kernel.models import Company


@pytest.fixture
def alpha(db: None) -> Iterator[Any]:
    """A company, with the test at work in it."""
    company = Company.objects.create(code="alpha", name="阿尔法贸易有限公司")
    with acting_as_system(company.pk):
        yield company


@pytest.fixture
def beta(alpha: Any) -> Any:
    """Another company in the same database; the test stays at work in ``alpha``."""
    return Company.objects.create(code="beta", name="Beta Ltd", country="GB", currency="GBP")
