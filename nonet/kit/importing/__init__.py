"""Importing files: a profile of a few lines says what the columns are and which verb takes them."""

from nonet.kit.importing.columns import Column, by_code
from nonet.kit.importing.findings import CellRefused, Finding
from nonet.kit.importing.preview import preview
from nonet.kit.importing.profiles import (
    Answer,
    Comparison,
    Option,
    Profile,
    Session,
    install,
    profile_for,
    profiles,
)
from nonet.kit.importing.reading import FileNotReadable, Reading
from nonet.kit.importing.records import Document, Record
from nonet.kit.importing.running import ImportReport, ImportRequest, run_import

__all__ = [
    "Answer",
    "CellRefused",
    "Column",
    "Comparison",
    "Document",
    "FileNotReadable",
    "Finding",
    "ImportReport",
    "ImportRequest",
    "Option",
    "Profile",
    "Reading",
    "Record",
    "Session",
    "by_code",
    "install",
    "preview",
    "profile_for",
    "profiles",
    "run_import",
]
