"""The chain of documents that one belongs to, as columns from left to right with the page of each document."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin import AdminSite
from django.urls import reverse

from nonet.kernel import documents
from nonet.kit.show import TONES, badge

SHOWN_IN_COLUMN = 8


@dataclass(frozen=True, slots=True)
class ChainNode:
    """A document of the chain, with its page and its state as a badge."""

    number: str
    state: Any
    address: str
    is_here: bool


@dataclass(slots=True)
class ChainColumn:
    """All documents of one type; ``more`` counts those not shown."""

    title: Any
    nodes: list[ChainNode] = field(default_factory=list)
    more: int = 0


@dataclass(slots=True)
class Chain:
    """The columns of a chain, in the order in which the document types follow each other."""

    columns: list[ChainColumn]


def draw_chain(code: str, document_id: int, site: AdminSite) -> Chain | None:
    """Return the chain of one document; None when its type is not known or it stands alone."""
    if code not in documents.document_types():
        return None
    nodes, edges = documents.chain(code, document_id)
    if not edges:
        return None
    pages = {admin.document: admin for admin in site._registry.values() if getattr(admin, "document", "")}  # type: ignore[attr-defined]
    columns = []
    for kind in _ordered({node.type for node in nodes}, edges):
        of_kind = [node for node in nodes if node.type == kind]
        columns.append(_column(kind, of_kind, pages.get(kind), (code, document_id)))
    return Chain(columns)


def _column(kind: str, nodes: list[documents.Node], admin: Any, here: tuple[str, int]) -> ChainColumn:
    title = admin.opts.verbose_name if admin is not None else documents.document_types()[kind].name
    shown = [_node(node, admin, (node.type, node.id) == here) for node in nodes[:SHOWN_IN_COLUMN]]
    return ChainColumn(title, shown, max(0, len(nodes) - SHOWN_IN_COLUMN))


def _node(node: documents.Node, admin: Any, is_here: bool) -> ChainNode:
    address = ""
    if admin is not None:
        address = reverse(f"admin:{admin.opts.app_label}_{admin.opts.model_name}_change", args=[node.id])
    return ChainNode(node.number or _name(node, admin), _state(node, admin), address, is_here)


def _name(node: documents.Node, admin: Any) -> str:
    """Return what a document without a number is called: its page knows, else its id."""
    name = getattr(admin, "chain_name", None)
    return str(name(node.state)) if name else f"#{node.id}"


def _state(node: documents.Node, admin: Any) -> Any:
    choices = {}
    if admin is not None and any(each.name == "state" for each in admin.opts.fields):
        choices = dict(admin.opts.get_field("state").flatchoices)
    return badge(choices[node.state], TONES.get(node.state, "plain")) if node.state in choices else ""


def _ordered(kinds: set[str], edges: list[Any]) -> list[str]:
    """Return the types so that each comes after those that lead to it; loops keep the order of declaration."""
    before: dict[str, set[str]] = {kind: set() for kind in kinds}
    for (source, _), (target, _) in edges:
        if source != target:
            before[target].add(source)
    ordered: list[str] = []
    rest = [kind for kind in documents.document_types() if kind in kinds]
    while rest:
        ready = next((kind for kind in rest if before[kind] <= set(ordered)), rest[0])
        ordered.append(ready)
        rest.remove(ready)
    return ordered
