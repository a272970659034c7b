"""From ids to papers: each in the language of its reader, all in one file, in the order asked for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nonet.kernel.errors import DocumentMissing
from nonet.kit.printing.barcodes import barcode_svg
from nonet.kit.printing.declaring import Print
from nonet.kit.printing.fonts import families
from nonet.kit.printing.labels import size_of
from nonet.kit.printing.layouts import Layout, Letter
from nonet.kit.printing.sheets import Sheet
from nonet.kit.printing.typesetting import typeset
from nonet.kit.printing.zpl import size_told, zpl_of

TAGGED = 20
MOST_COPIES = 500
"""Up to so many papers the file carries the structure that screen readers want; beyond it would be six times as big."""


@dataclass(slots=True)
class Job:
    """What is to be printed and how. ``earlier`` says how often each id was printed before."""

    form: Print
    layout: Layout
    language: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    earlier: Mapping[int, int] = field(default_factory=dict)


def languages_of(job: Job, ids: Sequence[int], letter: Letter) -> dict[int, str]:
    """Return the language of each document that the company at work has: as chosen, else the reader's, else its own."""
    form = job.form
    manager: Any = form.model._default_manager
    rows = manager.filter(pk__in=list(ids), **form.where)
    chosen = job.language or job.layout.language
    if chosen or not form.party:
        spoken = chosen or spoken_language(letter.company.language)
        return dict.fromkeys(rows.values_list("pk", flat=True), spoken)
    found = rows.values_list("pk", form.party)
    return {pk: spoken_language(said or letter.company.language) for pk, said in found}


def spoken_language(code: str) -> str:
    """Return the language of ours that is nearest to one: Chinese of some kind, else English."""
    low = code.lower()
    if low in dict(settings.LANGUAGES):
        return low
    if low.startswith("zh"):
        return "zh-hant" if any(each in low for each in ("tw", "hk", "mo", "hant")) else "zh-hans"
    return "en"


def gather(job: Job, ids: Sequence[int], letter: Letter) -> list[tuple[str, Any]]:
    """Return each document's sheet with its language, in the order of ``ids``.

    Raises
    ------
    DocumentMissing
        For the first id that the company at work does not have.
    """
    spoken = languages_of(job, ids, letter)
    for each in ids:
        if each not in spoken:
            raise DocumentMissing(each)
    made: dict[int, tuple[str, Any]] = {}
    for language in sorted(set(spoken.values())):
        with translation.override(language):
            mine = [each for each in dict.fromkeys(ids) if spoken[each] == language]
            made |= {sheet.id: (language, sheet) for sheet in job.form.gather(mine, job.options)}
    return [made[each] for each in dict.fromkeys(ids) if each in made]


def render_gathered(job: Job, sheets: Sequence[tuple[str, Any]], letter: Letter, *, dpi: float = 0) -> bytes:
    """Return sheets as one PDF, or the first page as PNG."""
    if job.form.form == "label":
        return _labels(job, sheets, dpi)
    content = content_of(job, sheets, letter)
    return typeset(job.form.form, content, _pictures(letter), dpi, len(sheets) <= TAGGED)


def _labels(job: Job, sheets: Sequence[tuple[str, Any]], dpi: float) -> bytes:
    """Return labels as often as asked for, as PDF, picture or for a label printer."""
    size = size_of(job.form.paper, job.options)
    asked = job.options.get("copies", "")
    copies = max(1, min(MOST_COPIES, int(asked) if asked.isdecimal() else 1))
    wanted = [each for each in sheets for _copy in range(copies)]
    spoken = {language for language, _label in wanted}
    content: dict[str, Any] = {
        "fonts": {each: families(each, job.layout.font) for each in spoken},
        "size": size_told(size),
    }
    if job.options.get("format") == "zpl":
        return zpl_of(wanted, size, content)
    content["sheets"] = [label.told(language, size) for language, label in wanted]
    return typeset("label", content, {}, dpi, tagged=False)


def content_of(job: Job, sheets: Sequence[tuple[str, Any]], letter: Letter) -> dict[str, Any]:
    """Return all that the typesetter needs, as plain data."""
    spoken = sorted({language for language, _sheet in sheets})
    told: list[dict[str, Any]] = []
    for language, sheet in sheets:
        with translation.override(language):
            told += _marked(job, language, sheet)
    return {
        "layout": job.layout.told(),
        "fonts": {each: families(each, job.layout.font) for each in spoken},
        "letter": {each: _letter(letter, each) for each in spoken},
        "logo": "logo.png" if letter.logo else "",
        "seal": "seal.png" if letter.seal else "",
        "sheets": told,
    }


def _letter(letter: Letter, language: str) -> dict[str, Any]:
    with translation.override(language):
        return letter.told(language)


def _pictures(letter: Letter) -> dict[str, bytes]:
    return {name: data for name, data in (("logo.png", letter.logo), ("seal.png", letter.seal)) if data}


def _marked(job: Job, language: str, sheet: Sheet) -> Iterable[dict[str, Any]]:
    """Return a sheet as often as the set of its layout has sheets, each with its mark."""
    copies = job.earlier.get(sheet.id, 0) if job.form.is_legal else 0
    mark = sheet.mark or (_("Copy %(number)s") % {"number": copies} if copies else "")
    texts = _texts(job.layout, language)
    told = _told(job, language, sheet) | {"mark": mark}
    marks = job.layout.marks or [""]
    return [told | {"texts": texts | {"mark": each}} for each in marks]


def _texts(layout: Layout, language: str) -> dict[str, str]:
    return {
        "header": layout.text(language, "header"),
        "terms": layout.text(language, "terms"),
        "footer": layout.text(language, "footer"),
        "colon": "：" if language.startswith("zh") else ": ",
        "page": _("Page {here} of {all}"),
        "words": _("Amount in words"),
        "bank": _("Pay to"),
        "seal": pgettext("on paper", "(seal)"),
        "number": _("Number"),
    }


def _told(job: Job, language: str, sheet: Sheet) -> dict[str, Any]:
    """Return a sheet as plain data, with the columns that its layout shows and that say something."""
    shown = [
        each
        for each in job.layout.choose(sheet.columns or job.form.columns)
        if any(row.get(each.code) for row in sheet.rows)
    ]
    return {
        "language": language,
        "number": sheet.number,
        "title": job.layout.text(language, "title") or sheet.title or str(job.form.title),
        "party": list(sheet.party),
        "party_head": sheet.party_head,
        "facts": [list(each) for each in sheet.facts if each[1]],
        "columns": [
            {"code": each.code, "title": str(each.title), "width": each.width, "align": each.align}
            for each in shown
        ],
        "rows": [{each.code: row.get(each.code, "") for each in shown} for row in sheet.rows],
        "row_sums": sheet.more.get("row_sums"),
        "sums": [list(each) for each in sheet.sums],
        "words": sheet.words,
        "notes": [list(each) for each in sheet.notes if each[1]],
        "signers": [[each, sheet.more.get("signed", {}).get(each, "")] for each in sheet.signers],
        "barcode_svg": barcode_svg("code128", sheet.barcode) if sheet.barcode else "",
        "more": sheet.more,
    }
