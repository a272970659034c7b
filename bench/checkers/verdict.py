"""What a checker says of an answer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an answer stands, its objective as recomputed, and each fault in a sentence."""

    objective: float | None
    faults: tuple[str, ...] = ()

    @property
    def stands(self) -> bool:
        """True when the checker found no fault."""
        return not self.faults and self.objective is not None
