"""Labels in ZPL, the language of label printers: codes drawn by the printer itself, all else as a picture.

So a code is as sharp as the printer can, and any script is printed, whichever fonts the printer has.
"""

import io
from collections.abc import Sequence
from typing import Any

from nonet.kit.printing.labels import TWO_DIMENSIONAL, Label, LabelSize, code_box, modules

DPI = 203
DOTS = 8
"""Dots in a millimetre of the usual printer."""


def zpl_of(labels: Sequence[tuple[str, Label]], size: LabelSize, content: Any) -> bytes:
    """Return labels as ZPL; ``content`` is what the typesetter is given, codes left out."""
    from nonet.kit.printing.typesetting import typeset_pages

    told = content | {
        "sheets": [label.told(language, size, with_code=False) for language, label in labels],
        "size": size_told(size) | {"across": 0, "down": 0},
    }
    pictures = typeset_pages("label", told, DPI)
    parts = [
        _label(label, size, picture) for (_language, label), picture in zip(labels, pictures, strict=True)
    ]
    return "".join(parts).encode("utf-8")


def size_told(size: LabelSize) -> dict[str, Any]:
    """Return a size as the typesetter wants it."""
    return {"width": size.width, "height": size.height, "across": size.across, "down": size.down}


def _label(label: Label, size: LabelSize, picture: bytes) -> str:
    width, height = round(size.width * DOTS), round(size.height * DOTS)
    code = _code(label, size) if label.code else ""
    return f"^XA^CI28^PW{width}^LL{height}^FO0,0{_graphic(picture)}^FS{code}^XZ\n"


def _graphic(png: bytes) -> str:
    """Return a picture as the printer's dots: black where it is dark, each row whole bytes, repeats shortened."""
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(png)) as picture:
        dots = (
            ImageOps.invert(picture.convert("L")).point(lambda shade: 255 if shade > 110 else 0).convert("1")
        )
    row = (dots.width + 7) // 8
    data = dots.tobytes()
    rows = [_shortened(data[at : at + row].hex().upper()) for at in range(0, len(data), row)]
    return f"^GFA,{len(data)},{len(data)},{row},{''.join(rows)}"


def _shortened(row: str) -> str:
    """Return a row of hexadecimal digits with zeros up to its end as one comma, other repeats counted."""
    kept = row.rstrip("0")
    text, at = "", 0
    while at < len(kept):
        end = at
        while end < len(kept) and kept[end] == kept[at]:
            end += 1
        text += _count(end - at) + kept[at]
        at = end
    return text + ("," if len(kept) < len(row) else "")


def _count(times: int) -> str:
    """Return a count in the letters of ZPL: G to Y are 1 to 19, g to z are 20 to 400; one needs none."""
    if times < 2:
        return ""
    twenties, ones = divmod(times, 20)
    return (chr(ord("g") + twenties - 1) if twenties else "") + (chr(ord("G") + ones - 1) if ones else "")


def _code(label: Label, size: LabelSize) -> str:
    """Return the field of the bar code, at the place where the PDF has it."""
    left, top, width, height = (round(each * DOTS) for each in code_box(label, size))
    at = f"^FO{left},{top}"
    text = label.code.replace("^", "").replace("~", "")
    if label.kind in TWO_DIMENSIONAL:
        if label.kind == "qr":
            return f"{at}^BQN,2,{max(2, width // 33)}^FDMA,{text}^FS"
        return f"{at}^BXN,{max(3, width // 24)},200^FD{text}^FS"
    narrow = max(1, width // modules(label))
    kinds = {
        "code128": f"^BCN,{height},N,N,N,A",
        "gs1_128": f"^BCN,{height},N,N,N,D",
        "ean13": f"^BEN,{height},N,N",
    }
    return f"{at}^BY{narrow}{kinds[label.kind]}^FD{text[:12] if label.kind == 'ean13' else text}^FS"
