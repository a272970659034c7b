"""Reading papers back: the text, the fonts and the bar codes of a PDF."""

import io
from typing import Any

import pypdfium2
import zxingcpp
from pypdf import PdfReader


def text_of(pdf: bytes) -> str:
    """Return the text of all pages, blanks and line ends as one blank."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [each.get_textpage().get_text_range() for each in document]
    document.close()
    return " ".join(" ".join(pages).split())


def pages_of(pdf: bytes) -> int:
    """Return the number of pages."""
    return len(PdfReader(io.BytesIO(pdf)).pages)


def fonts_of(pdf: bytes) -> dict[str, bool]:
    """Return the fonts used, each with whether its glyphs are in the file."""
    found: dict[str, bool] = {}
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for font in page["/Resources"].get("/Font", {}).values():  # type: ignore[union-attr]
            for each in font.get_object().get("/DescendantFonts", [font]):
                described: Any = each.get_object()["/FontDescriptor"]
                kept = any(f"/FontFile{n}" in described for n in ("", 2, 3))
                found[str(described["/FontName"])] = kept
    return found


def codes_of(pdf: bytes, page: int = 0, scale: float = 4) -> list[tuple[str, str]]:
    """Return the bar codes seen on a page: kind and text."""
    document = pypdfium2.PdfDocument(pdf)
    picture = document[page].render(scale=scale).to_pil()
    document.close()
    return [(str(each.format), each.text) for each in zxingcpp.read_barcodes(picture)]
