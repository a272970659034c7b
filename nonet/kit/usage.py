"""Whether a master is in use, asked of the books above it: some fields of what is in use do not change."""

import inspect
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

InUse = Callable[[list[int]], Collection[int]]

_known: dict[str, InUse] = {}


def install(usage: Mapping[str, InUse]) -> None:
    """Make known which function tells the rows in use, by the code of the verb that saves them."""
    _known.update(usage)


def with_usage(service: Callable[..., Any]) -> Callable[..., Any]:
    """Return a verb that saves rows together with the function that tells which of them are in use."""
    code = str(getattr(service, "verb_code", ""))
    if code not in _known or "in_use" not in inspect.signature(service).parameters:
        return service
    return partial(service, in_use=_known[code])
