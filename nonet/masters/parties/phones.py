"""Telephone numbers in one form, so that one number is found however it was typed."""

import re

_EXTENSION = re.compile(r"\s*(?:转|轉|ext\.?|x|#|-)\s*(\d{1,6})$", re.IGNORECASE)
_CHINESE_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})")


def normalise_phone(phone: str, country: str = "CN") -> str:
    """Return a number as ``+8613800138000``, with an extension as ``-1234`` behind it.

    What is no number of the country or of an international form (a masked ``138****8000``, a short number) is
    returned as typed, without blanks around it.
    """
    text = _half_width(phone).strip()
    mobile = _CHINESE_MOBILE.fullmatch(re.sub(r"[\s()-]", "", text)) if country == "CN" else None
    if mobile:
        return f"+86{mobile[1]}"
    return _parse(text, country) or text


def _half_width(text: str) -> str:
    return text.translate({code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "})


def _parse(text: str, country: str) -> str | None:
    import phonenumbers

    for number, extension in _readings(text):
        try:
            parsed = phonenumbers.parse(number, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            plain = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
            return f"{plain}-{extension or parsed.extension}" if extension or parsed.extension else plain
    return None


def _readings(text: str) -> list[tuple[str, str]]:
    """Return how a text may be read: as a number, or as a number and an extension."""
    if "*" in text:
        return []
    found = _EXTENSION.search(text)
    split = [(text[: found.start()], found[1])] if found else []
    return [(text, ""), *split]
