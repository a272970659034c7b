"""Text in the VRPLIB form (TSPLIB 95 and its extensions) as a mapping of fields and sections.

A field is ``NAME : value``; a section ``NAME_SECTION`` is followed by rows, each led by the number of the node or
vehicle it speaks of, which is dropped. Source: Reinelt, *TSPLIB 95* (1995); Uchoa et al. (2017) for the X instances;
the further sections are those that PyVRP's instance collection writes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nonet.engines.solving import ProblemError

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Vrplib:
    """A file as read: fields as text, sections as rows of numbers."""

    fields: Mapping[str, str] = field(default_factory=dict)
    sections: Mapping[str, list[list[float]]] = field(default_factory=dict)

    def number(self, name: str, default: float | None = None) -> float | None:
        """Return a field as a number, or the default where it is absent."""
        text = self.fields.get(name)
        try:
            return default if text is None else float(text)
        except ValueError as error:
            raise ProblemError(name, f"{text!r} is no number.", "Give a number.") from error

    def column(self, name: str, size: int, default: float = 0.0) -> Numbers:
        """Return the first column of a section (or the one field of that name) for each of ``size`` rows."""
        if name + "_SECTION" in self.sections:
            rows = self.rows(name, size)
            return np.array([row[0] if row else default for row in rows], dtype=float)
        return np.full(size, self.number(name, default), dtype=float)

    def rows(self, name: str, size: int) -> list[list[float]]:
        """Return the rows of a section, which must be ``size`` in number."""
        rows = self.sections.get(name + "_SECTION")
        if rows is None or len(rows) != size:
            found = "none" if rows is None else str(len(rows))
            raise ProblemError(f"{name}_SECTION", f"has {found} of {size} rows.", "Complete the section.")
        return rows


def read(path: Path) -> Vrplib:
    """Read a file; raises ProblemError where a row of a section is no row of numbers."""
    fields: dict[str, str] = {}
    sections: dict[str, list[list[float]]] = {}
    rows: list[list[float]] | None = None
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        text = line.strip()
        if not text or text == "EOF":
            continue
        if text.split(":")[0].strip().endswith("_SECTION"):
            rows = sections.setdefault(text.split(":")[0].strip(), [])
        elif ":" in text and not _is_number(text.split()[0]):
            name, _, value = text.partition(":")
            fields[name.strip()], rows = value.strip(), None
        elif rows is not None:
            rows.append(_numbers(text, list(sections)[-1], len(rows) + 1))
    for name, kept in sections.items():
        if name == "DEPOT_SECTION":
            sections[name] = [[each] for row in kept for each in row if each > 0]
        elif name != "EDGE_WEIGHT_SECTION":
            sections[name] = [row[1:] for row in kept]
    return Vrplib(fields, sections)


def _numbers(text: str, section: str, row: int) -> list[float]:
    try:
        return [float(each) for each in text.split()]
    except ValueError as error:
        raise ProblemError(
            f"{section} row {row}", f"{text!r} is no row of numbers.", "Correct it."
        ) from error


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
