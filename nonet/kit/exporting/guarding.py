"""Text that a spreadsheet would take for a formula is made harmless, and read back as it was."""

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
GUARD = "'"


def harmless(text: str) -> str:
    """Return text that no spreadsheet runs: an apostrophe goes before what would begin a formula."""
    return f"{GUARD}{text}" if text.startswith(RISKY) else text


def unguarded(text: str) -> str:
    """Return text without the apostrophe that ``harmless`` put before it."""
    return text[1:] if text.startswith(GUARD) and text[1:].startswith(RISKY) else text
