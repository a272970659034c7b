"""An empty file to fill in: headings in the language at work, the required ones first, and what they mean."""

from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nonet.kit.exporting.columns import ExportColumn
from nonet.kit.exporting.writing import write_table
from nonet.kit.importing.columns import Column, hint_of
from nonet.kit.importing.profiles import Profile

LANGUAGES = ("en", "zh-hans", "zh-hant")
MAX_LIST = 250
FILLED_ROWS = 10_000


def write_template(profile: Profile, path: Path) -> None:
    """Write the headings of a profile to a CSV or XLSX file; importing takes them as they are.

    A workbook has a second sheet that explains each column, and offers the words of those that hold few.
    """
    columns = sorted(profile.columns, key=lambda column: not column.required)
    if path.suffix.casefold() == ".xlsx":
        _write_workbook(profile, columns, path)
        return
    write_table(path, [ExportColumn(each.name, heading(each)) for each in columns], [])


def heading(column: Column) -> str:
    """Return what a column is called in the language at work; required ones carry a star."""
    name = plain_heading(column)
    return f"{name} *" if column.required else name


def plain_heading(column: Column) -> str:
    """Return what a column is called in the language at work."""
    language = get_language() or "en"
    place = LANGUAGES.index(language) if language in LANGUAGES else 0
    return column.headers[place] if place < len(column.headers) else column.headers[0]


def explanation(column: Column) -> str:
    """Return what a cell of a column holds, in words."""
    hint = hint_of(column.parse)
    if column.lookup is not None:
        return _("code of something that exists")
    return hint.says()


def example(column: Column) -> str:
    """Return what a cell of a column could look like."""
    hint = hint_of(column.parse)
    return hint.example or next(iter(hint.words()), "")


def _write_workbook(profile: Profile, columns: list[Column], path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Font, PatternFill

    book: Any = Workbook()
    sheet = book.active
    sheet.title = str(profile.title)[:31]
    sheet.freeze_panes = "A2"
    for at, column in enumerate(columns, 1):
        cell = sheet.cell(1, at, heading(column))
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="FDE9D0" if column.required else "E6EEF0")
        sheet.column_dimensions[cell.column_letter].width = max(12, 2 * len(heading(column)))
        _offer_words(sheet, cell.column_letter, column)
    _explain(book.create_sheet(_("Explanations")), columns)
    book.save(path)


def _offer_words(sheet: Any, letter: str, column: Column) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    words = ",".join(hint_of(column.parse).words())
    if words and len(words) <= MAX_LIST and '"' not in words:
        offered = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True, showErrorMessage=False)
        sheet.add_data_validation(offered)
        offered.add(f"{letter}2:{letter}{FILLED_ROWS}")


def _explain(sheet: Any, columns: list[Column]) -> None:
    from openpyxl.styles import Font

    sheet.append([_("Column"), _("Required"), _("What it holds"), _("Example"), _("Also understood")])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column in columns:
        needed = _("yes") if column.required else ""
        others = ", ".join(dict.fromkeys((*column.headers, column.name)))
        sheet.append([plain_heading(column), needed, explanation(column), example(column), others])
    for letter, width in zip("ABCDE", (20, 10, 60, 16, 48), strict=True):
        sheet.column_dimensions[letter].width = width
