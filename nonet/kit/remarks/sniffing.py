"""What a file is, by its bytes; its name is only believed where it cannot do harm."""

import io
import re
import unicodedata
import zipfile
from pathlib import PurePath

from nonet.kit.remarks.errors import FileRefused

SHOWN_INLINE = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "application/pdf"}
)
"""What a browser shows without running anything; all else is only ever saved."""
MOST_NAME = 200
DANGEROUS = re.compile(
    r"\.(exe|dll|com|scr|pif|bat|cmd|ps1|vbs|vbe|js|jse|mjs|wsf|wsh|hta|msi|jar|lnk|reg|cpl|sh|app|apk|iso|svg|svgz"
    r"|html?|xhtml|shtml|xml|xsl|swf)$",
    re.IGNORECASE,
)
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
)
_OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "OFD.xml": "application/ofd",
}


def media_type_of(content: bytes, name: str) -> str:
    """Return what a file is, by its bytes.

    Raises
    ------
    FileRefused
        When it is a program, a page that could run scripts, or nothing that offices exchange.
    """
    if (
        not content
        or DANGEROUS.search(name)
        or content.startswith((b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe"))
    ):
        raise FileRefused(name)
    for start, kind in _STARTS:
        if content.startswith(start):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp":
        return "image/heic" if content[8:12] in (b"heic", b"heix", b"mif1", b"heif", b"avif") else "video/mp4"
    if content.startswith(b"PK\x03\x04"):
        return _zipped(content)
    if _is_text(content):
        return "text/plain"
    raise FileRefused(name)


def _zipped(content: bytes) -> str:
    """Return what kind of archive it is; Office files and Chinese electronic invoices (OFD) are archives."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        return "application/zip"
    for start, kind in _OFFICE.items():
        if any(each.startswith(start) for each in names):
            return kind
    return "application/zip"


def _is_text(content: bytes) -> bool:
    """Return whether it is text in an encoding of ours, without the signs of a page or drawing that runs scripts."""
    head = content[:65_536]
    if b"\x00" in head:
        return False
    if re.search(rb"<\s*(!doctype|html|svg|script|iframe|body|\?xml)", head, re.IGNORECASE):
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def clean_name(name: str) -> str:
    """Return a file's name without folders, signs that hide or turn text, and what file systems refuse."""
    base = PurePath(name.replace("\\", "/")).name
    plain = "".join(
        each for each in unicodedata.normalize("NFC", base) if unicodedata.category(each)[0] != "C"
    )
    plain = re.sub(r'[<>:"/\\|?*]', "_", plain).strip(" .")
    if len(plain) > MOST_NAME:
        stem, dot, ending = plain.rpartition(".")
        plain = f"{stem[: MOST_NAME - len(ending) - 1]}{dot}{ending}" if dot else plain[:MOST_NAME]
    return plain or "file"
