"""Bar codes as drawings of rectangles: sharp at any size, and small in the file."""

from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from nonet.kernel.errors import InvalidInput

KINDS = ("code128", "ean13", "gs1_128", "qr", "data_matrix", "gs1_data_matrix")
_NAMES = {
    "code128": "Code128",
    "ean13": "EAN13",
    "gs1_128": "Code128",
    "qr": "QRCode",
    "data_matrix": "DataMatrix",
    "gs1_data_matrix": "DataMatrix",
}


@lru_cache(maxsize=2_000)
def barcode_svg(kind: str, text: str) -> str:
    """Return a bar code as SVG, without text and without quiet zones: who places it leaves the room.

    Parameters
    ----------
    kind : str
        One of ``KINDS``; the ``gs1_`` kinds take element strings such as ``(01)06901234567892(10)L1``.

    Raises
    ------
    InvalidInput
        When the text cannot be written in that kind, such as an EAN-13 with a wrong check digit.
    """
    import zxingcpp

    options: dict[str, Any] = {"gs1": True} if kind.startswith("gs1_") else {}
    if kind == "qr":
        options["ec_level"] = "M"
    try:
        made = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, _NAMES[kind]), **options)
    except ValueError as error:
        reason = _("%(text)s cannot be written as %(kind)s; correct the code.")
        raise InvalidInput("barcode", reason % {"text": text, "kind": kind.replace("_", " ")}) from error
    return str(made.to_svg(add_hrt=False, add_quiet_zones=False))


def is_ean13(text: str) -> bool:
    """Return whether a text is an EAN-13: 13 digits of which the last checks the others."""
    if len(text) != 13 or not text.isdigit():
        return False
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(text[:12]))
    return -total % 10 == int(text[12])
