"""Papers that offices and printers of goods use, in millimetres."""

from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class PaperSize:
    """A paper: its size in millimetres (height 0: a roll, as long as the text), its margins, its type size in points.

    ``is_plain`` asks for black lines instead of colours: needles print it.
    """

    code: str
    title: Any
    width: float
    height: float
    margin: float = 15
    side: float = 15
    size: float = 9
    is_plain: bool = False

    def told(self) -> dict[str, Any]:
        """Return it as the typesetter wants it."""
        return {name: value for name, value in asdict(self).items() if name != "title"}


PAPERS: dict[str, PaperSize] = {
    each.code: each
    for each in (
        PaperSize("a4", "A4", 210, 297, 14, 16, 9),
        PaperSize("a4_landscape", _("A4 landscape"), 297, 210, 12, 16, 9),
        PaperSize("a5_landscape", _("A5 landscape"), 210, 148, 9, 11, 8),
        PaperSize("letter", "Letter", 215.9, 279.4, 14, 16, 9),
        PaperSize("form_241_140", _("Continuous form 241 mm, halves"), 241, 140, 6, 14, 8.5, True),
        PaperSize("form_241_93", _("Continuous form 241 mm, thirds"), 241, 93.1, 4, 14, 8, True),
        PaperSize("form_241_280", _("Continuous form 241 mm, whole"), 241, 279.4, 8, 14, 9, True),
        PaperSize("voucher_240_140", _("Voucher 240 × 140 mm"), 240, 140, 8, 15, 9, True),
        PaperSize("roll_80", _("Receipt roll 80 mm"), 80, 0, 4, 4, 8, True),
    )
}
