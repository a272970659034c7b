"""Bar codes as scanners type them: a plain GTIN, or a GS1 message with lot, expiry and serial number in it."""

import datetime as dt
import re
from dataclasses import dataclass

import biip

BRACKETED = re.compile(r"\((\d{2,4})\)([^(]+)")
FIXED = {"01": 14, "02": 14, "11": 6, "13": 6, "15": 6, "17": 6}
SEPARATOR = "\x1d"
TYPED_SEPARATORS = ("<GS>", "\\x1d", "␝")


@dataclass(frozen=True, slots=True)
class Scan:
    """What a bar code says; ``gtin`` has 14 digits."""

    gtin: str
    lot: str = ""
    serial: str = ""
    expires_on: dt.date | None = None


def read_scan(text: str) -> Scan | None:
    """Return what a GS1 bar code says; None when the text is none, or names no trade item.

    Understands symbology prefixes, FNC1 as the scanner sends it, and the bracketed form printed below a code.
    """
    message = _message(text.strip())
    if message is None:
        return None
    parsed = biip.parse(message)
    if parsed.gs1_message is None:
        return None
    parts = {each.ai.ai: each for each in parsed.gs1_message.element_strings}
    gtin = parts.get("01") or parts.get("02")
    if gtin is None:
        return None
    lot, serial, expiry = parts.get("10"), parts.get("21"), parts.get("17") or parts.get("15")
    return Scan(
        gtin.value, lot.value if lot else "", serial.value if serial else "", expiry.date if expiry else None
    )


def _message(text: str) -> str | None:
    """Return a text as a GS1 message without its brackets; None when it cannot be one."""
    for typed in TYPED_SEPARATORS:
        text = text.replace(typed, SEPARATOR)
    if text.startswith("("):
        parts = BRACKETED.findall(text)
        return "".join(ai + value + ("" if ai in FIXED else SEPARATOR) for ai, value in parts).rstrip(
            SEPARATOR
        )
    if text.startswith("]"):
        return text
    return text if text[:2] in ("01", "02") and len(text) > 16 else None
