"""Printing, and the company's layouts: the only writers of what this room keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import translation
from django.utils.translation import gettext as _

from nonet.kernel import sql
from nonet.kernel.actor import Actor, current_company_id, require
from nonet.kernel.errors import InvalidInput
from nonet.kernel.verbs import verb
from nonet.kit.printing.declaring import Print, print_named
from nonet.kit.printing.layouts import Layout, layout_for, letter_of_company
from nonet.kit.printing.models import Letterhead, PrintLayout, PrintRecord
from nonet.kit.printing.rendering import Job, gather, render_gathered

AT_ONCE = 200
"""More papers than this are made by a job."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A file to be shown or saved."""

    name: str
    content: bytes
    media_type: str = "application/pdf"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user asked for beside the documents."""

    layout: str = ""
    language: str = ""
    options: Mapping[str, str] | None = None


def print_papers(*, form: str, ids: Sequence[int], wish: Wish | None = None) -> Paper:
    """Print documents as one PDF, and note that they were printed; needs the permission to read them.

    Raises
    ------
    InvalidInput
        When none or too many documents are named, or the layout is unknown.
    DocumentMissing
        When the company at work has no such document.
    """
    declared, wish = print_named(form), wish or Wish()
    actor = require(declared.read)
    if not ids:
        raise InvalidInput("ids", _("choose what to print"))
    layout = layout_for(declared, wish.layout)
    with transaction.atomic():
        earlier = _printed_before(declared, ids)
        job = Job(declared, layout, wish.language, wish.options or {}, earlier)
        letter = letter_of_company()
        sheets = gather(job, ids, letter)
        content = render_gathered(job, sheets, letter)
        _note(actor, job, sheets)
    name = file_name(declared, sheets)
    if job.options.get("format") == "zpl":
        return Paper(name.removesuffix(".pdf") + ".zpl", content, "application/vnd.zebra.zpl")
    return Paper(name, content)


def file_name(form: Print, sheets: Sequence[tuple[str, Any]]) -> str:
    """Return what the file is called: the form and the number, or how many there are."""
    languages = {language for language, _sheet in sheets}
    what = sheets[0][1].number if len(sheets) == 1 else str(len(sheets))
    with translation.override(languages.pop() if len(languages) == 1 else translation.get_language()):
        return f"{form.title} {what}".replace("/", "-") + ".pdf"


def _printed_before(form: Print, ids: Sequence[int]) -> dict[int, int]:
    """Return how often each document was printed; forms that mark copies wait for each other here."""
    if form.is_legal:
        key = f"print:{form.code}"
        sql.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", (key, current_company_id()))
    found = PrintRecord.objects.filter(form=form.code, object_id__in=list(ids)).values_list("object_id")
    return dict(found.annotate(times=Count("pk")))


def _note(actor: Actor, job: Job, sheets: Sequence[tuple[str, Any]]) -> None:
    PrintRecord.everywhere.bulk_create(
        PrintRecord(
            company_id=actor.company_id,
            form=job.form.code,
            object_id=sheet.id,
            number=sheet.number[:80],
            layout=job.layout.code,
            language=language,
            times=job.earlier.get(sheet.id, 0) + 1,
            printed_by_id=actor.user_id,
            source=actor.source,
        )
        for language, sheet in sheets
    )


@verb("printing.save_layouts")
def save_layouts(*, layouts: Sequence[Mapping[str, Any]]) -> list[int]:
    """Create or change layouts, each known by its form and code; the newest default of a form is the only one."""
    from nonet.kit.printing.checking import clean_layout

    rows = [clean_layout(each) for each in layouts]
    for row in rows:
        if row.get("is_default"):
            others = PrintLayout.objects.filter(form=row["form"], is_default=True)
            others.exclude(code=row["code"]).update(is_default=False)
    company = current_company_id()
    return [
        PrintLayout.everywhere.update_or_create(
            company_id=company, form=row.pop("form"), code=row.pop("code"), defaults=row
        )[0].pk
        for row in rows
    ]


@verb("printing.save_letterhead")
def save_letterhead(
    *, texts: Mapping[str, Mapping[str, str]] | None = None, logo: str | None = None, seal: str | None = None
) -> None:
    """Change what all papers show of the company; what is not given stays, an empty picture is taken away.

    Parameters
    ----------
    texts : Mapping[str, Mapping[str, str]] | None
        By language ``name``, ``lines`` and ``bank``, the latter two with a line each.
    logo, seal : str | None
        A picture (PNG, JPEG, WebP, GIF, BMP) in base64.
    """
    from nonet.kit.printing.checking import clean_picture

    changes: dict[str, Any] = {}
    if texts is not None:
        changes["texts"] = {code: dict(told) for code, told in texts.items()}
    for name, data in (("logo", logo), ("seal", seal)):
        if data is not None:
            changes[name] = clean_picture(data, name) if data else b""
    Letterhead.everywhere.update_or_create(company_id=current_company_id(), defaults=changes)


__all__ = ["AT_ONCE", "Layout", "Paper", "Wish", "print_papers", "save_layouts", "save_letterhead"]
