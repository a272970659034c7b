"""What the database itself refuses, said in the words of the book."""

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError

from nonet.kernel.errors import PeriodClosed

_CLOSED = re.compile(r"nonet\.period_closed: (\d{4}-\d{2}-\d{2})")


@contextmanager
def translated() -> Iterator[None]:
    """Raise ``PeriodClosed`` where the database refuses rows dated in a closed period."""
    try:
        yield
    except IntegrityError as refusal:
        found = _CLOSED.search(str(refusal))
        if found is None:
            raise
        raise PeriodClosed(dt.date.fromisoformat(found[1])) from refusal
