"""Document types and the chains between documents. A link is a foreign key that exists anyway; nothing is kept
twice, so the chain drawn on a page cannot disagree with the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A kind of document: its code, its table, the column of its number and state, the prefix of its series."""

    code: str
    name: str
    table: str
    prefix: str
    number: str = "number"
    state: str = "state"
    where: str = "true"


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """How documents of one type lead to those of another: a query giving ``(from_id, to_id)`` pairs.

    It names its columns ``from_id`` and ``to_id`` and takes ``%(company)s``; the caller filters either side.
    """

    source: str
    target: str
    query: str


@dataclass(frozen=True, slots=True)
class Node:
    """One document of a chain."""

    type: str
    id: int
    number: str
    state: str


_types: dict[str, DocumentType] = {}
_links: list[DocumentLink] = []


def install(types: Sequence[DocumentType], links: Sequence[DocumentLink]) -> None:
    """Make document types and links known; called once by the composition root."""
    _types.update({each.code: each for each in types})
    _links.extend(each for each in links if each not in _links)


def document_types() -> dict[str, DocumentType]:
    """Return all document types by code."""
    return dict(_types)


def chain(code: str, document_id: int) -> tuple[list[Node], list[tuple[tuple[str, int], tuple[str, int]]]]:
    """Return all documents that belong with one, and the pairs of linked ones.

    Follows links both ways until nothing new is found.
    """
    seen: set[tuple[str, int]] = {(code, document_id)}
    edges: set[tuple[tuple[str, int], tuple[str, int]]] = set()
    fresh = set(seen)
    while fresh:
        found = {edge for link in _links for edge in _edges(link, fresh)}
        edges |= found
        fresh = {node for edge in found for node in edge} - seen
        seen |= fresh
    return _nodes(seen), sorted(edges)


def _edges(link: DocumentLink, nodes: set[tuple[str, int]]) -> list[tuple[tuple[str, int], tuple[str, int]]]:
    pairs: list[tuple[tuple[str, int], tuple[str, int]]] = []
    for side, code in (("from_id", link.source), ("to_id", link.target)):
        ids = [each for kind, each in nodes if kind == code]
        if ids:
            query = f"SELECT DISTINCT from_id, to_id FROM ({link.query}) AS link WHERE {side} = ANY(%(ids)s)"
            found = sql.rows(query, {"company": current_company_id(), "ids": ids})
            pairs += [((link.source, each.from_id), (link.target, each.to_id)) for each in found]
    return pairs


def _nodes(keys: set[tuple[str, int]]) -> list[Node]:
    nodes: list[Node] = []
    for code in _types:
        ids = [each for kind, each in keys if kind == code]
        if ids:
            nodes += _read(_types[code], ids)
    return nodes


def _read(kind: DocumentType, ids: list[int]) -> list[Node]:
    found: list[Any] = sql.rows(
        f'SELECT id, {kind.number} AS number, {kind.state} AS state FROM "{kind.table}"'
        f" WHERE company_id = %(company)s AND id = ANY(%(ids)s) AND {kind.where} ORDER BY id",
        {"company": current_company_id(), "ids": ids},
    )
    return [Node(kind.code, each.id, each.number or "", str(each.state)) for each in found]
