"""Pinyin initials, so that Chinese names are found by what a keyboard types at once: 华东仓库 → hdck."""

from functools import lru_cache


def initials(name: str, length: int = 60) -> str:
    """Return the initials of a name: one letter for each Chinese character, Latin letters and digits as they are.

    A character with several readings gives the one it has in its word: 重庆 → cq, 银行 → yh.
    """
    text = name.strip().lower()
    if text.isascii():
        return "".join(each for each in text if each.isalnum())[:length]
    return _chinese_initials(text)[:length]


@lru_cache(maxsize=10_000)
def _chinese_initials(text: str) -> str:
    from pypinyin import Style, lazy_pinyin

    parts = lazy_pinyin(text, style=Style.FIRST_LETTER)
    return "".join(each for each in "".join(parts) if each.isalnum())
