"""What the database's own guards refuse, said in the words of the kernel.

Guards raise ``nonet.<code>: <detail>``. Writers wrap the statements that a guard may refuse in ``stating()``, so
that their callers meet a ``NonetError`` and never a driver's text.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from django.db import Error

from nonet.kernel.errors import NonetError, PeriodClosed

Maker = Callable[[str], NonetError]

_GUARD = re.compile(r"nonet\.(?P<code>\w+): (?P<detail>[^\n]*)")
_KNOWN: Mapping[str, Maker] = {"period_closed": PeriodClosed}


def stated(error: Error, makers: Mapping[str, Maker] | None = None) -> NonetError | None:
    """Return the ``NonetError`` that a guard's refusal stands for, or None when no guard spoke.

    ``makers`` adds a book's own codes to those of the kernel.
    """
    found = _GUARD.search(str(error))
    if found is None:
        return None
    maker = {**_KNOWN, **(makers or {})}.get(found["code"])
    return maker(found["detail"].strip()) if maker else None


@contextmanager
def stating(makers: Mapping[str, Maker] | None = None) -> Iterator[None]:
    """Raise what a guard refuses within the block as the ``NonetError`` it stands for; the transaction is lost."""
    try:
        yield
    except Error as error:
        fact = stated(error, makers)
        if fact is None:
            raise
        raise fact from error
