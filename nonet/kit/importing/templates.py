"""An empty file to fill in: the headings of a profile in the language at work, the required ones first."""

from pathlib import Path

from django.utils.translation import get_language

from nonet.kit.exporting.columns import ExportColumn
from nonet.kit.exporting.writing import write_table
from nonet.kit.importing.columns import Column
from nonet.kit.importing.profiles import Profile

LANGUAGES = ("en", "zh-hans", "zh-hant")


def write_template(profile: Profile, path: Path) -> None:
    """Write the headings of a profile to a CSV or XLSX file; importing takes them as they are."""
    columns = sorted(profile.columns, key=lambda column: not column.required)
    write_table(path, [ExportColumn(each.name, heading(each)) for each in columns], [])


def heading(column: Column) -> str:
    """Return what a column is called in the language at work; required ones carry a star."""
    language = get_language() or "en"
    place = LANGUAGES.index(language) if language in LANGUAGES else 0
    name = column.headers[place] if place < len(column.headers) else column.headers[0]
    return f"{name} *" if column.required else name
