"""Serial shipping container codes: 18 digits with a check digit, made from a company's GS1 prefix."""

import re

DIGITS = 18


def check_digit(digits: str) -> str:
    """Return the GS1 check digit of a code without it: weights 3 and 1 from the right."""
    total = sum(int(digit) * (3 if n % 2 == 0 else 1) for n, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def make_sscc(prefix: str, serial: int) -> str | None:
    """Return the code of a serial number; the extension digit counts on when the serials of one are used up.

    None when the prefix is no GS1 company prefix or the serial number does not fit.
    """
    if not re.fullmatch(r"\d{7,10}", prefix):
        return None
    width = DIGITS - 2 - len(prefix)
    extension, reference = divmod(serial, 10**width)
    if serial < 0 or extension > 9:
        return None
    digits = f"{extension}{prefix}{reference:0{width}d}"
    return digits + check_digit(digits)


def is_sscc(code: str) -> bool:
    """Return whether a code has 18 digits of which the last is right."""
    return bool(re.fullmatch(r"\d{18}", code)) and check_digit(code[:-1]) == code[-1]
