"""How a verb that saves masters takes a chunk of an import."""

from collections.abc import Callable, Sequence
from inspect import signature

from nonet.kit.importing import Answer, Document, Session
from nonet.kit.usage import with_usage
from nonet.masters.saving import Saved


def taking(save: Callable[..., Saved]) -> Callable[[Sequence[Document], Session], Answer]:
    """Return the function that hands documents of one row to a verb; rows name only what their file holds."""
    name = next(iter(signature(save).parameters))

    def take(chunk: Sequence[Document], session: Session) -> Answer:
        held = session.layout.places
        rows = [{key: value for key, value in each.values.items() if key in held} for each in chunk]
        saved = with_usage(save)(**{name: rows})
        known = len(saved.done) - len(saved.created) - len(saved.changed)
        return Answer(len(saved.created), len(saved.changed), known, saved.refused)

    return take
