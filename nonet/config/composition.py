"""The only composition root: which systems, flows, invariants and document types this Nonet consists of."""


def compose() -> None:
    """Make the parts known to the kernel's registries."""
