"""Trade item numbers (GTIN-8, -12, -13, -14) and their check digit."""

import re

from nonet.masters.items.errors import GtinInvalid

LENGTHS = (8, 12, 13, 14)


def gtin_check_digit(body: str) -> str:
    """Return the check digit of the digits before it: weights 3 and 1 from the right."""
    total = sum(int(digit) * (3, 1)[position % 2] for position, digit in enumerate(reversed(body)))
    return str(-total % 10)


def is_gtin(text: str) -> bool:
    """Return whether a text is a GTIN with the right check digit."""
    digits = text.isascii() and text.isdigit() and len(text) in LENGTHS
    return digits and gtin_check_digit(text[:-1]) == text[-1]


def clean_gtin(text: str) -> str:
    """Return a GTIN without blanks and dashes.

    Raises
    ------
    GtinInvalid
        When its length or its check digit is wrong; says which digit would be right.
    """
    plain = re.sub(r"[\s-]", "", text)
    if is_gtin(plain):
        return plain
    if plain.isascii() and plain.isdigit() and len(plain) in LENGTHS:
        raise GtinInvalid(text, gtin_check_digit(plain[:-1]))
    raise GtinInvalid(text)


def gtin_forms(text: str) -> list[str]:
    """Return the ways one GTIN may be kept, with more or fewer leading zeros: a UPC scans as an EAN with a zero."""
    if not (text.isascii() and text.isdigit() and 8 <= len(text) <= 14):
        return []
    bare = text.lstrip("0")
    return sorted({bare.zfill(length) for length in LENGTHS if len(bare) <= length})
