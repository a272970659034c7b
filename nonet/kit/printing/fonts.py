"""The type that papers are set in: fonts that carry Chinese, from their package, the company's own folder, Debian."""

import importlib.util
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

PACKAGED = ("notosanssc", "notosanstc")
DEBIAN = Path("/usr/share/fonts/opentype/noto")
FAMILIES = {
    "zh-hans": ("Noto Sans SC", "Noto Sans TC"),
    "zh-hant": ("Noto Sans TC", "Noto Sans SC"),
    "en": ("Noto Sans SC", "Noto Sans TC"),
}
RARE = "Noto Sans CJK SC"
"""Debian's fonts-noto-cjk, when it is installed, has characters of names that the packaged fonts lack."""


def own_folder() -> Path:
    """Return the folder whose fonts are taken too, such as one that the company bought: ``fonts`` in Nonet's home."""
    return Path(settings.HOME) / "fonts"


def folders() -> list[Path]:
    """Return the folders with fonts that there are."""
    found = importlib.util.find_spec("justmytype_intl_cjk")
    assert found is not None and found.origin is not None
    packaged = Path(found.origin).parent / "fonts" / "ofl"
    wanted = [*(packaged / each for each in PACKAGED), own_folder(), DEBIAN]
    return [each for each in wanted if each.is_dir()]


@cache
def fonts() -> Any:
    """Return the fonts ready for the typesetter, opened once a process."""
    import typst

    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(each) for each in folders()],
    )


def families(language: str, wanted: str = "") -> list[str]:
    """Return the families to set a language in, the first that has a character sets it."""
    known = fonts().families()
    listed = (wanted, *FAMILIES.get(language, FAMILIES["en"]), RARE)
    return [each for each in listed if each in known]
