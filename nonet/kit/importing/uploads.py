"""An import as people do it: bring a file, name its columns, look, let a worker take it, read what became of it."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nonet.kernel.actor import current_actor, require
from nonet.kernel.errors import InvalidInput, NonetError
from nonet.kernel.jobs import enqueue
from nonet.kernel.verbs import announce
from nonet.kit.importing import jobs, storing
from nonet.kit.importing.mapping import HeadingsUnknown, lay_out
from nonet.kit.importing.models import ColumnMemory, ImportRun
from nonet.kit.importing.preview import Preview, preview
from nonet.kit.importing.profiles import Profile, profile_for, profiles
from nonet.kit.importing.reading import FileNotReadable, Reading, head_of, open_table


class ImportBusy(NonetError):
    """A worker has the file."""

    code = "import_busy"

    def template(self) -> str:
        return _("This file is being imported; wait until that is over.")


class ImportOver(NonetError):
    """The file was imported."""

    code = "import_over"

    def template(self) -> str:
        return _("This file was imported already; bring it again to import it once more.")


def allowed_profiles() -> list[Profile]:
    """Return what the user at work may import: that of which the verb may be called."""
    actor = current_actor()
    return [each for each in profiles() if each.verb and actor.may(each.verb)]


def bring(
    *, kind: str, profile: str = "", name: str, chunks: Iterable[bytes], reading: Reading | None = None
) -> ImportRun:
    """Keep a file and take its headings for columns: as they were taken last time, else by their names.

    Raises
    ------
    FileNotReadable, ProfileUnknown, PermissionMissing
    """
    chosen = profile_for(kind, profile)
    actor = require(chosen.verb)
    path, size, digest = storing.store(name, chunks)
    try:
        headings = _headings(storing.full_path(path), reading)
    except NonetError:
        storing.full_path(path).unlink(missing_ok=True)
        raise
    with transaction.atomic():
        announce(actor, chosen.verb)
        return ImportRun.objects.create(
            company_id=actor.company_id,
            user_id=actor.user_id,
            kind=chosen.kind,
            profile=chosen.code,
            file_name=Path(name).name[-200:],
            path=path,
            size=size,
            digest=digest,
            headings=headings,
            mapping=_guessed(chosen, headings),
            reading=asdict(reading or Reading()),
        )


def _headings(path: Path, reading: Reading | None) -> list[str]:
    rows = head_of(open_table(path, reading), 1)
    if not rows:
        raise FileNotReadable(path.name, _("it is empty"))
    return [str(cell) for cell in rows[0][1]]


def _guessed(profile: Profile, headings: list[str]) -> dict[str, str]:
    """Return the column of each heading that is known; an empty one says that the heading is left out."""
    known = ColumnMemory.objects.filter(
        kind=profile.kind, profile=profile.code, heading_key=_key(headings)
    ).first()
    if known is not None:
        return dict(known.mapping)
    try:
        layout = lay_out(profile.columns, headings)
    except HeadingsUnknown:
        return {}
    return {headings[place]: name for name, place in layout.places.items()}


def _key(headings: list[str]) -> str:
    return hashlib.sha256("\x1f".join(headings).encode("utf-8", "surrogatepass")).hexdigest()


def decide(
    run: ImportRun,
    *,
    mapping: Mapping[str, str] | None = None,
    options: Mapping[str, str] | None = None,
    all_or_nothing: bool | None = None,
    reading: Reading | None = None,
) -> ImportRun:
    """Keep what the user decided about a file, and remember what the headings of its form mean.

    Raises
    ------
    ImportBusy, ImportOver, InvalidInput, OptionUnknown
    """
    profile = _open(run)
    if reading is not None and asdict(reading) != run.reading:
        run.reading = asdict(reading)
        run.headings = _headings(path_of(run), reading)
        run.mapping = _guessed(profile, run.headings)
    elif mapping is not None:
        run.mapping = _checked(profile, run.headings, mapping)
    if options is not None:
        profile.read_options(options)
        run.options = dict(options)
    if all_or_nothing is not None:
        run.all_or_nothing = all_or_nothing
    with transaction.atomic():
        announce(current_actor(), profile.verb)
        run.save()
        if mapping is not None:
            _remember(run)
    return run


def _open(run: ImportRun) -> Profile:
    """Return the profile of a file about which may still be decided."""
    profile = profile_of(run)
    require(profile.verb)
    if run.is_busy:
        raise ImportBusy
    if run.is_over:
        raise ImportOver
    return profile


def _checked(profile: Profile, headings: list[str], mapping: Mapping[str, str]) -> dict[str, str]:
    names = {each.name for each in profile.columns}
    kept = {heading: name for heading, name in mapping.items() if name}
    for heading, name in kept.items():
        if heading not in headings or name not in names:
            raise InvalidInput("mapping", f"{heading} → {name}")
    twice = {name for name in kept.values() if list(kept.values()).count(name) > 1}
    if twice:
        raise InvalidInput(
            "mapping", _("two columns of the file cannot both be %(name)s") % {"name": min(twice)}
        )
    return kept


def _remember(run: ImportRun) -> None:
    ColumnMemory.objects.update_or_create(
        company_id=run.company_id,
        kind=run.kind,
        profile=run.profile,
        heading_key=_key(run.headings),
        defaults={"mapping": run.mapping},
    )


def start(run: ImportRun, *, trial: bool = False) -> ImportRun:
    """Let a worker import a file, or try it whole and undo everything; asking twice starts it once.

    Raises
    ------
    ImportBusy, ImportOver
    """
    with transaction.atomic():
        run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        profile = _open(run)
        announce(current_actor(), profile.verb)
        run.job = enqueue(jobs.import_upload, import_id=run.pk, language=get_language() or "")
        run.is_trial = trial
        run.save(update_fields=["job", "is_trial"])
    return run


def look(run: ImportRun) -> Preview:
    """Return the first rows of a file as they would be taken.

    Raises
    ------
    FileNotReadable, HeadingsUnknown
    """
    return preview(profile_of(run), path_of(run), full_mapping(run), Reading(**run.reading))


def full_mapping(run: ImportRun) -> dict[str, str]:
    """Return the column of every heading, those that the user left out included, so that none is guessed again."""
    return {heading: run.mapping.get(heading, "") for heading in run.headings}


def profile_of(run: ImportRun) -> Profile:
    """Return the profile by which a file is taken."""
    return profile_for(run.kind, run.profile)


def path_of(run: ImportRun) -> Path:
    """Return where a file is kept."""
    return storing.full_path(run.path)


def visible_runs() -> Any:
    """Return the imports that the user at work may see, the newest first: those of what may be imported."""
    kinds = {(each.kind, each.code) for each in allowed_profiles()}
    found = ImportRun.objects.select_related("job", "user").order_by("-id")
    if current_actor().may("kernel.read"):
        return found
    codes = [code for _kind, code in kinds]
    return found.filter(kind__in=[kind for kind, _code in kinds], profile__in=codes)
