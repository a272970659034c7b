"""What a layout or a picture must be before it is kept."""

import base64
import io
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from nonet.kernel.errors import InvalidInput
from nonet.kit.printing.declaring import print_named
from nonet.kit.printing.layouts import PARTS, TEXTS
from nonet.kit.printing.papers import PAPERS

FIELDS = {
    *("form", "code", "name", "is_default", "paper", "language", "accent", "font", "size"),
    *("columns", "parts", "marks", "texts", "active"),
}
PICTURE_BYTES = 2 * 1024 * 1024
PICTURE_PIXELS = 1_600
SIZES = (Decimal(5), Decimal(16))


def clean_layout(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a layout's row, checked.

    Raises
    ------
    InvalidInput
        Naming the field and what it may be.
    """
    for name in given:
        _require(name in FIELDS, name, _("is not known here; use one of %(known)s"), sorted(FIELDS))
    row = dict(given)
    form = print_named(str(row.get("form", "")))
    row["form"], row["code"] = form.code, str(row.get("code") or "own")
    _require(
        bool(re.fullmatch(r"[a-z0-9][a-z0-9_-]*", row["code"])), "code", _("use letters, digits and hyphens")
    )
    _require(row["code"] != "standard", "code", _("this name is the form's own; choose another"))
    row.setdefault("name", row["code"])
    row["paper"] = str(row.get("paper") or form.paper)
    _one_of(row["paper"], "paper", PAPERS)
    if row.get("language"):
        _one_of(row["language"], "language", dict(settings.LANGUAGES))
    accent = str(row.get("accent") or "#1d4ed8")
    _require(bool(re.fullmatch(r"#[0-9a-fA-F]{6}", accent)), "accent", _("write a colour such as #1d4ed8"))
    row["size"] = _size(row.get("size"))
    for name, known in (("columns", {each.code for each in form.columns}), ("parts", set(PARTS))):
        for each in row.get(name) or ():
            _one_of(each, name, known)
    row["texts"] = _texts(row.get("texts") or {})
    return row


def _size(value: Any) -> Decimal | None:
    if value in (None, ""):
        return None
    try:
        size = Decimal(str(value))
    except InvalidOperation:
        size = Decimal(0)
    _require(SIZES[0] <= size <= SIZES[1], "size", _("points between 5 and 16"))
    return size


def _texts(given: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    for language, told in given.items():
        _one_of(language, "texts", dict(settings.LANGUAGES))
        for name in told:
            _one_of(name, "texts", TEXTS)
    return {language: {name: str(text) for name, text in told.items()} for language, told in given.items()}


def _one_of(value: Any, field: str, known: Any) -> None:
    _require(value in known, field, _("%(code)s is none of %(known)s"), sorted(known), code=value)


def _require(holds: bool, field: str, reason: str, known: Any = (), **params: Any) -> None:
    if not holds:
        told = {"known": ", ".join(map(str, known)), **params}
        raise InvalidInput(field, reason % told if "%(" in reason else reason)


def clean_picture(encoded: str, field: str) -> bytes:
    """Return a picture sent in base64 as a PNG of sensible size, drawn anew so that nothing else hides in it.

    Raises
    ------
    InvalidInput
        When it is no picture, or too big.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        data = base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise InvalidInput(field, _("this is no picture; send PNG or JPEG")) from error
    _require(len(data) <= PICTURE_BYTES, field, _("a picture of at most 2 MB"))
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP", "GIF", "BMP")) as picture:
            picture.thumbnail((PICTURE_PIXELS, PICTURE_PIXELS))
            made = io.BytesIO()
            picture.convert("RGBA").save(made, "PNG")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise InvalidInput(field, _("this is no picture; send PNG or JPEG")) from error
    return made.getvalue()
