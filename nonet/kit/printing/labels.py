"""Labels: one declaration of what stands on them, for PDF on sheets or rolls and for label printers (ZPL)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from nonet.kit.printing.barcodes import barcode_svg

TWO_DIMENSIONAL = ("qr", "data_matrix", "gs1_data_matrix")
EDGE = 2.0
GAP = 1.0


@dataclass(frozen=True, slots=True)
class LabelSize:
    """A size of labels in millimetres; ``across`` and ``down`` say how many an A4 sheet holds (0: a roll)."""

    code: str
    title: Any
    width: float
    height: float
    across: int = 0
    down: int = 0


SIZES: dict[str, LabelSize] = {
    each.code: each
    for each in (
        LabelSize("40x30", _("Roll 40 × 30 mm"), 40, 30),
        LabelSize("60x40", _("Roll 60 × 40 mm"), 60, 40),
        LabelSize("70x50", _("Roll 70 × 50 mm"), 70, 50),
        LabelSize("100x60", _("Roll 100 × 60 mm"), 100, 60),
        LabelSize("100x150", _("Roll 100 × 150 mm"), 100, 150),
        LabelSize("a4_3x8", _("A4 sheet, 24 of 70 × 37 mm"), 70, 37, 3, 8),
        LabelSize("a4_2x7", _("A4 sheet, 14 of 99.1 × 38.1 mm"), 99.1, 38.1, 2, 7),
        LabelSize("a4_2x4", _("A4 sheet, 8 of 99.1 × 67.7 mm"), 99.1, 67.7, 2, 4),
    )
}


@dataclass(slots=True)
class Label:
    """One label: ``head`` stands big, ``lines`` under it, the code of ``kind`` below or beside them.

    ``code`` is what the bar code says; ``caption`` what people read under it (the code itself when empty);
    ``scale`` makes the head bigger.
    """

    id: int
    number: str
    head: str
    lines: Sequence[str] = ()
    kind: str = "code128"
    code: str = ""
    caption: str = ""
    scale: float = 1

    def told(self, language: str, size: LabelSize, with_code: bool = True) -> dict[str, Any]:
        """Return it as the typesetter wants it; the code's place stays free when a label printer draws it itself."""
        return {
            "language": language,
            "head": self.head,
            "scale": self.scale,
            "lines": [each for each in self.lines if each],
            "caption": self.caption or self.code,
            "box": list(code_box(self, size)) if self.code else [],
            "beside": self.kind in TWO_DIMENSIONAL,
            "code": barcode_svg(self.kind, self.code) if self.code and with_code else "",
        }


def code_box(label: Label, size: LabelSize) -> tuple[float, float, float, float]:
    """Return where a label's code stands: left, top, width and height in millimetres."""
    if label.kind in TWO_DIMENSIONAL:
        side = round(min(size.height - 2 * EDGE, size.width * 0.42), 1)
        return (round(size.width - EDGE - side, 1), round((size.height - side) / 2, 1), side, side)
    width = round(min(size.width - 2 * EDGE - 4, modules(label) * 0.5), 1)
    height = round(min(max(8.0, size.height * 0.3), 26.0), 1)
    top = round(size.height - EDGE - height - (3.4 if size.height > 25 else 2.8), 1)
    return (round((size.width - width) / 2, 1), top, width, height)


def modules(label: Label) -> int:
    """Return how many of its narrowest bars a linear code is wide."""
    import re

    found = re.search(r'<svg width="(\d+)"', barcode_svg(label.kind, label.code))
    return int(found[1]) if found else 200


def size_of(code: str, options: Mapping[str, str]) -> LabelSize:
    """Return the size asked for, else that of the form; raises ``InvalidInput`` naming those that there are."""
    from nonet.kernel.errors import InvalidInput

    wanted = options.get("size") or code
    if wanted not in SIZES:
        from django.utils.translation import gettext

        text = gettext("%(code)s is none of %(known)s") % {"code": wanted, "known": ", ".join(SIZES)}
        raise InvalidInput("size", text)
    return SIZES[wanted]
