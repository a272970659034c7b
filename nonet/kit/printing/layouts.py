"""The layout in force: the company's own for a form, else the good default of the form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import InvalidInput
from nonet.kernel.models import Company
from nonet.kit.printing.declaring import Print
from nonet.kit.printing.models import Letterhead, PrintLayout
from nonet.kit.printing.papers import PAPERS, PaperSize
from nonet.kit.printing.sheets import Column

PARTS: dict[str, Any] = {
    "logo": gettext_lazy("Logo"),
    "address": gettext_lazy("Address of the company"),
    "barcode": gettext_lazy("Bar code of the number"),
    "words": gettext_lazy("Amount in words"),
    "bank": gettext_lazy("Bank account"),
    "signers": gettext_lazy("Lines to sign on"),
    "seal": gettext_lazy("Place of the seal"),
    "page": gettext_lazy("Page numbers"),
}
TEXTS = ("title", "header", "terms", "footer")
ACCENT = "#1d4ed8"


@dataclass(slots=True)
class Layout:
    """A layout ready to be used. ``texts`` are by language."""

    code: str = ""
    paper: str = "a4"
    language: str = ""
    accent: str = ACCENT
    font: str = ""
    size: Decimal | None = None
    columns: Sequence[str] = ()
    parts: Sequence[str] = ()
    marks: Sequence[str] = ()
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def text(self, language: str, name: str) -> str:
        """Return a text of the company in a language, or nothing."""
        return str(self.texts.get(language, {}).get(name, ""))

    def paper_size(self) -> PaperSize:
        """Return the paper, with the size of type that the layout asks for."""
        paper = PAPERS[self.paper]
        if self.size is None:
            return paper
        from dataclasses import replace

        return replace(paper, size=float(self.size))

    def told(self) -> dict[str, Any]:
        """Return it as the typesetter wants it."""
        return {"paper": self.paper_size().told(), "accent": self.accent, "parts": list(self.parts)}

    def choose(self, columns: Sequence[Column]) -> list[Column]:
        """Return the columns to be shown, in the order that the layout wants."""
        if not self.columns:
            return [each for each in columns if not each.hidden]
        by_code = {each.code: each for each in columns}
        return [by_code[code] for code in self.columns if code in by_code]


def default_layout(form: Print) -> Layout:
    """Return the layout of a form of which the company has none."""
    return Layout(paper=form.paper, parts=form.parts)


def layout_for(form: Print, code: str = "") -> Layout:
    """Return the layout by its code, else the company's default, else that of the form.

    Raises
    ------
    InvalidInput
        When the code is unknown; it names those that there are.
    """
    if code == "standard":
        return default_layout(form)
    known = PrintLayout.objects.filter(form=form.code, active=True)
    found = known.filter(code=code).first() if code else known.filter(is_default=True).first()
    if found is not None:
        return layout_of(found)
    if code:
        codes = ", ".join(["standard", *known.values_list("code", flat=True)])
        raise InvalidInput("layout", _("%(code)s is none of %(known)s") % {"code": code, "known": codes})
    return default_layout(form)


def layout_of(row: PrintLayout) -> Layout:
    """Return a stored layout, or one that is only being tried, ready to be used."""
    return Layout(
        row.code,
        row.paper,
        row.language,
        row.accent,
        row.font,
        row.size,
        row.columns,
        row.parts,
        row.marks,
        row.texts,
    )


@dataclass(slots=True)
class Letter:
    """What papers show of the company: pictures, and texts by language."""

    logo: bytes
    seal: bytes
    company: Company
    texts: Mapping[str, Mapping[str, str]]

    def told(self, language: str) -> dict[str, Any]:
        """Return name, lines and bank in a language, else as the company's own language has them."""
        said = {**self.texts.get(self.company.language, {}), **_filled(self.texts.get(language, {}))}
        lines = _lines(said.get("lines", "")) or self._plain_lines()
        return {
            "name": said.get("name") or self.company.name,
            "lines": lines,
            "bank": _lines(said.get("bank", "")),
        }

    def _plain_lines(self) -> list[str]:
        number = self.company.tax_number
        return [_("Tax number %(number)s") % {"number": number}] if number else []


def _filled(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if text}


def _lines(text: str) -> list[str]:
    return [each.strip() for each in text.splitlines() if each.strip()]


def letter_of_company() -> Letter:
    """Return what papers show of the company at work."""
    company = Company.objects.get(pk=current_company_id())
    found = Letterhead.objects.first() or Letterhead()
    return Letter(bytes(found.logo), bytes(found.seal), company, found.texts)
