"""What the verbs of opening share."""

from dataclasses import dataclass, field

from nonet.kernel.verbs import Outcome

SOURCE = "opening"


@dataclass(slots=True)
class Opened(Outcome):
    """What was opened; ``created`` holds what of ``done`` was not there before. ``refused`` is by position."""

    created: list[int] = field(default_factory=list)
