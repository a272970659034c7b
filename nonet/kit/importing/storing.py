"""Files on their way in: looked at, and kept under the home folder, where web server and worker both reach them."""

import hashlib
import re
import secrets
import zipfile
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from nonet.kernel.actor import current_company_id
from nonet.kit.importing.reading import MAX_UNPACKED, FileNotReadable

MAX_BYTES = 512 << 20
LOOKED_AT = 1 << 16
MAX_RATIO = 200
ENDINGS = (".csv", ".txt", ".tsv", ".csv.gz", ".xlsx")
MARKS_OF_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def store(name: str, chunks: Iterable[bytes]) -> tuple[str, int, str]:
    """Keep a file in a folder of its own; return its path under the home's files, its size and its digest.

    Raises
    ------
    FileNotReadable
        When it is empty, too large, or by its content none of the forms that can be read; nothing of it is kept.
    """
    relative = f"imports/{current_company_id()}/{secrets.token_hex(16)}/{_plain(name)}"
    path = full_path(relative)
    path.parent.mkdir(parents=True)
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > MAX_BYTES:
                    raise FileNotReadable(name, _("it is larger than 512 MB; pack it as .csv.gz or split it"))
                digest.update(chunk)
                file.write(chunk)
        _look_at(path, name)
    except BaseException:
        path.unlink(missing_ok=True)
        path.parent.rmdir()
        raise
    return relative, size, digest.hexdigest()


def full_path(relative: str) -> Path:
    """Return where a kept file is."""
    return Path(settings.MEDIA_ROOT) / relative


def _plain(name: str) -> str:
    """Return a file's name without anything that a file system could take for more than a name."""
    last = re.split(r"[/\\]", name)[-1]
    kept = re.sub(r"[^\w.() -]", "_", last)[-100:].strip(". ")
    return kept or "file.csv"


def _look_at(path: Path, name: str) -> None:
    """Refuse what is no table by its content, whatever its name says."""
    with path.open("rb") as file:
        head = file.read(LOOKED_AT)
    if not head.strip():
        raise FileNotReadable(name, _("it is empty"))
    if head.startswith(b"PK\x03\x04"):
        _look_at_workbook(path, name)
    elif head.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileNotReadable(name, _("it is an old workbook (.xls); save it as .xlsx"))
    elif not head.startswith((b"\x1f\x8b", *MARKS_OF_UTF16)) and b"\0" in head:
        raise FileNotReadable(name, _("it is neither a workbook nor text; use CSV or XLSX"))


def _look_at_workbook(path: Path, name: str) -> None:
    """Refuse an archive that is no workbook, or one that unpacks to far more than it is."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as error:
        raise FileNotReadable(name, _("it is no XLSX workbook")) from error
    unpacked = sum(each.file_size for each in parts)
    packed = max(1, sum(each.compress_size for each in parts))
    if "xl/workbook.xml" not in {each.filename for each in parts}:
        raise FileNotReadable(name, _("it is no XLSX workbook"))
    if unpacked > MAX_UNPACKED or (unpacked > (64 << 20) and unpacked / packed > MAX_RATIO):
        raise FileNotReadable(name, _("it unpacks to far more than a table holds; save it as CSV"))
