"""Which column of a file is which of a profile: by its heading in any of the three languages, or as the user says."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from nonet.kernel.errors import NonetError
from nonet.kit.importing.columns import Column
from nonet.kit.importing.findings import Finding
from nonet.kit.importing.reading import Cells

IGNORED = " _-*:：（）()#./"


class HeadingsUnknown(NonetError):
    """Not one heading of the file belongs to the profile."""

    code = "headings_unknown"

    def __init__(self, found: str, wanted: str) -> None:
        super().__init__(found=found, wanted=wanted)

    def template(self) -> str:
        return _(
            "None of the file's headings (%(found)s) is known; the first row must name columns such as %(wanted)s."
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each column stands in the file. ``missing`` are required columns that no heading names."""

    places: dict[str, int]
    headers: dict[str, str]
    width: int
    missing: tuple[Column, ...]
    ignored: tuple[str, ...]

    def findings(self) -> list[Finding]:
        """Return one finding for each required column that the file lacks."""
        cure = _("Add the column, or say which one it is.")
        return [
            Finding(1, column.headers[0], "", _("the column is missing"), cure) for column in self.missing
        ]


def lay_out(columns: Sequence[Column], heading: Cells, chosen: Mapping[str, str] | None = None) -> Layout:
    """Find each column's place by its headings, or by ``chosen``, which maps headings of the file to columns.

    Raises
    ------
    HeadingsUnknown
        When no heading fits any column.
    """
    names = {_normal(header): column.name for column in columns for header in (*column.headers, column.name)}
    names |= {_normal(header): name for header, name in (chosen or {}).items()}
    places: dict[str, int] = {}
    ignored: list[str] = []
    for place, cell in enumerate(heading):
        name = names.get(_normal(cell))
        if not name or name in places:
            ignored.append(str(cell))
        else:
            places[name] = place
    if not places:
        raise HeadingsUnknown(_joined(heading), _joined(column.headers[0] for column in columns))
    headers = {column.name: column.headers[0] for column in columns}
    headers |= {name: str(heading[place]) for name, place in places.items()}
    missing = tuple(column for column in columns if column.required and column.name not in places)
    return Layout(places, headers, len(heading), missing, tuple(each for each in ignored if each.strip()))


def _normal(heading: object) -> str:
    folded = unicodedata.normalize("NFKC", str(heading)).casefold().removeprefix("\ufeff")
    return "".join(each for each in folded if each not in IGNORED)


def _joined(names: object) -> str:
    assert hasattr(names, "__iter__")
    return ", ".join(str(each) for each in list(names)[:12])
