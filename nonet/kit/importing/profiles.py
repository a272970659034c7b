"""What can be imported: a profile names its columns and the verb that takes what they hold."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from nonet.kernel.errors import NonetError
from nonet.kit.importing.columns import Column
from nonet.kit.importing.findings import FindingLog
from nonet.kit.importing.mapping import Layout
from nonet.kit.importing.reading import Table
from nonet.kit.importing.records import Document, RowChecker, documents

Words = str | Promise


class Progress(Protocol):
    """Told how far an import is: rows read, rows there are, what is being done."""

    def __call__(self, done: int, total: int | None = None, message: str = "") -> None: ...


@dataclass(slots=True)
class Answer:
    """What became of a chunk: how many were new, changed, known already; refused ones by position in the chunk."""

    created: int = 0
    changed: int = 0
    known: int = 0
    refused: dict[int, NonetError] = field(default_factory=dict)


@dataclass(slots=True)
class Session:
    """One import at work, as a profile's functions see it. ``memory`` is theirs; ``notes`` are shown at the end."""

    profile: "Profile"
    table: Table
    layout: Layout
    options: Mapping[str, Any]
    progress: Progress
    memory: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def documents(self) -> Iterator[Document]:
        """Read the file by itself, without lookups and findings: for a profile that must know all before it begins."""
        checker = RowChecker(self.profile.columns, self.layout, FindingLog(), self.table.encoding)
        for row, document in documents(self.table, checker, self.profile.key):
            self.progress(row, self.table.total, _("reading"))
            yield document


Save = Callable[[Sequence[Document], Session], Answer]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure as the file has it, beside the same figure of the books."""

    by: str
    key: str
    file: Decimal
    books: Decimal

    @property
    def is_equal(self) -> bool:
        """Return whether the two agree to the last digit."""
        return self.file == self.books


@dataclass(frozen=True, slots=True)
class Option:
    """A setting of a profile: what it is by default, how it is read from text, and what it means."""

    default: Any
    parse: Callable[[Any], Any]
    says: Words


@dataclass(frozen=True, slots=True)
class Profile:
    """A kind of file and what is done with it.

    ``kind`` is what comes in (``items``, ``orders`` …); a profile of the same code as its kind is the general
    template. ``key`` names the column whose value rows of one document share, and ``whole_documents`` holds a
    document back when a row of it is wrong. ``save`` takes up to ``chunk`` documents by calling verbs; it runs in
    one transaction. ``once`` is for what has no key of its own: equal rows are counted, and taken once however
    often the file comes. ``prepare`` runs before the first chunk, ``finish`` after the last. ``verify`` computes
    figures from the file by itself and puts those of the books beside them. ``home`` is the code of the company that
    ``make_company`` makes when there is none to import into. ``verb`` is the code of the verb that takes the rows,
    which is also the permission to bring such a file.
    """

    kind: str
    code: str
    title: Words
    columns: tuple[Column, ...]
    save: Save
    key: str = ""
    whole_documents: bool = False
    chunk: int = 500
    once: bool = False
    prepare: Callable[[Session], None] | None = None
    finish: Callable[[Session], None] | None = None
    verify: Callable[[Path], list[Comparison]] | None = None
    options: Mapping[str, Option] = field(default_factory=dict)
    home: str = ""
    verb: str = ""
    make_company: Callable[[str], Any] | None = None

    def read_options(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return all options, with the defaults of those not given; raises ``OptionUnknown``."""
        if unknown := set(given) - set(self.options):
            raise OptionUnknown(sorted(unknown)[0], ", ".join(self.options) or "–")
        return {
            name: option.parse(given[name]) if name in given else option.default
            for name, option in self.options.items()
        }


class OptionUnknown(NonetError):
    """The profile has no such option."""

    code = "option_unknown"

    def __init__(self, option: str, known: str) -> None:
        super().__init__(option=option, known=known)

    def template(self) -> str:
        return _("There is no option %(option)s; known: %(known)s.")


class ProfileUnknown(NonetError):
    """Nothing of the kind is imported in this form."""

    code = "profile_unknown"

    def __init__(self, kind: str, profile: str, known: str) -> None:
        super().__init__(kind=kind, profile=profile, known=known)

    def template(self) -> str:
        return _("There is no profile %(profile)s for %(kind)s; known: %(known)s.")


_profiles: dict[tuple[str, str], Profile] = {}


def install(profiles: Sequence[Profile]) -> None:
    """Make profiles known; called once by the composition root."""
    for each in profiles:
        _profiles[each.kind, each.code] = each


def profiles() -> list[Profile]:
    """Return all profiles by kind and code."""
    return [_profiles[key] for key in sorted(_profiles)]


def profile_for(kind: str, code: str = "") -> Profile:
    """Return the profile of a kind: the one of that code, else the general template.

    Raises
    ------
    ProfileUnknown
        Naming those that there are.
    """
    found = _profiles.get((kind, code or kind))
    if found is None:
        known = ", ".join(f"{each.kind} --profile {each.code}" for each in profiles())
        raise ProfileUnknown(kind, code or kind, known)
    return found
