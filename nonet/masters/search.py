"""Finding masters as people type: code, name, pinyin initials or any part of them, best matches first.

Four indexes serve each table: prefixes of code, pinyin and name, and pairs of letters (``nonet_grams``) for words
within. A search takes what each finds first, so it stays quick however many rows a common word would match.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

LAST = chr(0x10FFFF)
CANDIDATES = 200


@dataclass(frozen=True, slots=True)
class Match:
    """A row found; ``how`` names what matched: code, barcode, other_code, pinyin, name or part."""

    id: int
    code: str
    name: str
    how: str


@dataclass(frozen=True, slots=True)
class Searched:
    """A table that can be searched: ``exact`` are further queries of (id, rank, how), ``where`` narrows the rows."""

    table: str
    exact: Sequence[str] = ()
    where: str = "t.active"


_TEXT = "t.code || ' ' || t.name || ' ' || t.pinyin"


def _prefix(table: str, column: str, rank: int, how: str) -> str:
    return (
        f"(SELECT t.id, {rank} AS rank, '{how}' AS how FROM {table} t WHERE t.company_id = %(company)s"
        f" AND {column} ~>=~ %(text)s AND {column} ~<~ %(after)s LIMIT {CANDIDATES})"
    )


def _parts(table: str) -> str:
    return (
        f"(SELECT t.id, 6, 'part' FROM {table} t WHERE t.company_id = %(company)s AND %(has_grams)s"
        f" AND nonet_grams({_TEXT}) @> %(grams)s::text[] AND lower({_TEXT}) LIKE ALL (%(parts)s::text[])"
        f" LIMIT {CANDIDATES})"
    )


def _statement(searched: Searched) -> str:
    table = searched.table
    found = " UNION ALL ".join(
        [
            f"SELECT t.id, 0 AS rank, 'code' AS how FROM {table} t"
            " WHERE t.company_id = %(company)s AND lower(t.code) = %(text)s",
            *searched.exact,
            _prefix(table, "lower(t.code)", 3, "code"),
            _prefix(table, "t.pinyin", 4, "pinyin"),
            _prefix(table, "lower(t.name)", 5, "name"),
            _parts(table),
        ]
    )
    return (
        f"SELECT t.id, t.code, t.name, best.how FROM (SELECT DISTINCT ON (id) id, rank, how FROM ({found}) AS found"
        f" ORDER BY id, rank) AS best JOIN {table} t ON t.id = best.id"
        f" WHERE t.company_id = %(company)s AND {searched.where} ORDER BY best.rank, t.code LIMIT %(limit)s"
    )


def search(searched: Searched, text: str, limit: int, params: Mapping[str, Any] | None = None) -> list[Match]:
    """Return the rows that match a text, best first: one statement; nothing for a blank text."""
    wanted = " ".join(text.lower().split())
    if not wanted:
        return []
    words = wanted.split(" ")
    grams = sorted({word[n : n + 2] for word in words for n in range(len(word) - 1)})
    found = sql.rows(
        _statement(searched),
        {
            "company": current_company_id(),
            "text": wanted,
            "after": wanted + LAST,
            "grams": grams,
            "has_grams": bool(grams),
            "parts": [f"%{_escape(word)}%" for word in words],
            "limit": limit,
            **(params or {}),
        },
    )
    return [Match(*each) for each in found]


def _escape(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
