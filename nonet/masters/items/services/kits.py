"""What kits consist of: saved many at once; a kit never comes to hold itself."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import InvalidInput, NonetError
from nonet.kernel.verbs import verb
from nonet.masters.items.errors import KitCycle
from nonet.masters.items.plans import COMPONENT
from nonet.masters.saving import Row, Saved, save_rows

Edges = dict[int, set[int]]


@verb("items.save_kit_components")
def save_kit_components(*, components: Sequence[Row], complete: bool = False) -> Saved:
    """Say how many of which items kits hold; with ``complete``, those not named leave the named kits.

    Rows that would make a kit hold itself, through whatever other kits, are refused with the way around.
    """
    _lock_kits()
    saved = save_rows(COMPONENT, components)
    _undo(_refuse_wrong(saved, components), saved)
    if complete:
        _remove_others(saved.done)
    return saved


def _lock_kits() -> None:
    """Let one change of kits in a company wait for another: two at once could close a circle together."""
    sql.execute(
        "SELECT pg_advisory_xact_lock(hashtext('items_kitcomponent'), %s::int)", (current_company_id(),)
    )


def _refuse_wrong(saved: Saved, components: Sequence[Row]) -> list[int]:
    """Refuse the new rows that are wrong among all; return the ids to take back."""
    rows = _read(saved.done)
    positions = [n for n in range(len(components)) if n not in saved.refused]
    edges = _edges_below([row.item_id for row in rows], saved.created)
    wrong: list[int] = []
    for position, row in zip(positions, rows, strict=True):
        error = _fault(row, edges) if row.id in saved.created else None
        if error is None:
            edges.setdefault(row.kit_id, set()).add(row.item_id)
        else:
            saved.refused[position] = error
            wrong.append(row.id)
    return wrong


def _fault(row: Any, edges: Edges) -> NonetError | None:
    if row.kit_kind != "kit":
        return InvalidInput("kit", _("%s is no kit; set its kind to kit first") % row.kit)
    if row.kind == "template":
        return InvalidInput("item", _("%s is a template; take one of its variants") % row.item)
    way = _way(row.item_id, row.kit_id, edges)
    if way is None:
        return None
    codes = _codes([row.kit_id, *way])
    return KitCycle(" → ".join(codes[each] for each in (row.kit_id, *way)))


def _way(start: int, goal: int, edges: Edges) -> list[int] | None:
    """Return the items on a way down from one item to another, both included; None when there is none."""
    came_from: dict[int, int] = {}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        if here == goal:
            way = [here]
            while way[-1] != start:
                way.append(came_from[way[-1]])
            return way[::-1]
        for below in edges.get(here, set()) - came_from.keys() - {start}:
            came_from[below] = here
            waiting.append(below)
    return None


def _read(ids: list[int]) -> list[Any]:
    return sql.rows(
        "SELECT c.id, c.kit_id, c.item_id, kit.kind AS kit_kind, kit.code AS kit, item.kind, item.code AS item"
        " FROM unnest(%s::bigint[]) WITH ORDINALITY AS s (id, n) JOIN items_kitcomponent c USING (id)"
        " JOIN items_item kit ON kit.id = c.kit_id JOIN items_item item ON item.id = c.item_id"
        " WHERE c.company_id = %s ORDER BY s.n",
        (ids, current_company_id()),
    )


def _edges_below(item_ids: list[int], but: list[int]) -> Edges:
    """Return who holds whom below some items, leaving out some rows."""
    found = sql.rows(
        "WITH RECURSIVE below (kit_id, item_id) AS ("
        " SELECT kit_id, item_id FROM items_kitcomponent WHERE company_id = %(company)s AND kit_id = ANY(%(ids)s)"
        " AND id <> ALL(%(but)s)"
        " UNION SELECT c.kit_id, c.item_id FROM below b JOIN items_kitcomponent c ON c.kit_id = b.item_id"
        " WHERE c.company_id = %(company)s AND c.id <> ALL(%(but)s))"
        " SELECT kit_id, item_id FROM below",
        {"company": current_company_id(), "ids": item_ids, "but": but},
    )
    edges: Edges = {}
    for each in found:
        edges.setdefault(each.kit_id, set()).add(each.item_id)
    return edges


def _codes(ids: Iterable[int]) -> dict[int, str]:
    return {
        each.id: each.code
        for each in sql.rows(
            "SELECT id, code FROM items_item WHERE company_id = %s AND id = ANY(%s)",
            (current_company_id(), list(ids)),
        )
    }


def _undo(wrong: list[int], saved: Saved) -> None:
    """Take rows back that were written in this transaction and proved wrong."""
    if not wrong:
        return
    sql.execute(
        "DELETE FROM items_kitcomponent WHERE company_id = %s AND id = ANY(%s)", (current_company_id(), wrong)
    )
    saved.done = [each for each in saved.done if each not in wrong]
    saved.created = [each for each in saved.created if each not in wrong]


def _remove_others(kept: list[int]) -> None:
    sql.execute(
        "DELETE FROM items_kitcomponent c WHERE c.company_id = %(company)s AND c.id <> ALL(%(kept)s) AND c.kit_id IN"
        " (SELECT kit_id FROM items_kitcomponent WHERE company_id = %(company)s AND id = ANY(%(kept)s))",
        {"company": current_company_id(), "kept": kept},
    )
