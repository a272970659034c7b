"""What comes back: how often each customer will buy, whether at all, and what that is worth."""

from collections.abc import Mapping
from dataclasses import dataclass

from nonet.engines.solving import Reason


@dataclass(frozen=True, slots=True)
class Outlook:
    """One customer's outlook.

    ``expected`` purchase days within the horizon; ``probability`` of at least one; ``alive``: that the customer has
    not left for good; ``worth`` of one purchase; ``value`` of the horizon.
    """

    name: str
    expected: float
    probability: float
    alive: float
    worth: float
    value: float


@dataclass(frozen=True, slots=True)
class RepurchaseAnswer:
    """The outlook of every customer seen, the fitted parameters, and how the roll-back inside the data went.

    ``objective`` is the log-likelihood of the BG/NBD model.
    """

    outlooks: tuple[Outlook, ...]
    parameters: Mapping[str, float]
    objective: float
    reasons: tuple[Reason, ...] = ()
