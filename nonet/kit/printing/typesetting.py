"""From plain data to PDF or picture: one run of the typesetter over a folder made for it."""

import json
import tempfile
import warnings
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from nonet.kit.printing.fonts import fonts

TEMPLATES = Path(__file__).parent / "typst"


def typeset(
    form: str,
    content: Mapping[str, Any],
    pictures: Mapping[str, bytes] | None = None,
    dpi: float = 0,
    tagged: bool = True,
) -> bytes:
    """Return the papers of a form as one PDF; with ``dpi`` the first page as PNG.

    Parameters
    ----------
    content : Mapping[str, Any]
        Plain data; nothing in it is read as markup, whatever users wrote.
    pictures : Mapping[str, bytes] | None
        Files that the data names, such as the logo.
    tagged : bool
        Whether the PDF carries the structure that screen readers want.
    """
    options: dict[str, Any] = {"format": "png", "ppi": dpi} if dpi else {"format": "pdf", "pdf_tags": tagged}
    pages = _run(form, content, pictures or {}, options)
    return pages[0] if isinstance(pages, list) else pages


def typeset_pages(form: str, content: Mapping[str, Any], dpi: float) -> list[bytes]:
    """Return every page of a form as PNG."""
    pages = _run(form, content, {}, {"format": "png", "ppi": dpi})
    return pages if isinstance(pages, list) else [pages]


def _run(
    form: str, content: Mapping[str, Any], pictures: Mapping[str, bytes], options: Mapping[str, Any]
) -> Any:
    import typst

    with tempfile.TemporaryDirectory(prefix="nonet-print-") as name, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        folder = Path(name)
        for template, text in _templates().items():
            folder.joinpath(template).write_text(text, encoding="utf-8")
        for picture, data in pictures.items():
            folder.joinpath(picture).write_bytes(data)
        folder.joinpath("content.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        main = str(folder / f"{form}.typ")
        return typst.compile(main, root=name, font_paths=fonts(), **options)


@cache
def _templates() -> dict[str, str]:
    return {each.name: each.read_text(encoding="utf-8") for each in TEMPLATES.glob("*.typ")}
