"""The words in which a room says which of its pages stand in the menu."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A page of the menu: a list (``app_model``) or any named page of the desk, and the permission to see it."""

    title: Any
    page: str
    icon: str
    permission: str
    query: str = ""

    @property
    def route(self) -> str:
        """Return the name of the page's address."""
        return f"admin:{self.page}_changelist" if "_" in self.page else f"admin:{self.page}"


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """Pages under one heading; ``system`` is the one that must be unlocked, empty for what all share."""

    title: Any
    items: Sequence[MenuItem]
    system: str = ""
