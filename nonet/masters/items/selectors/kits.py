"""Kits taken apart into what leaves the stock for them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import InvalidInput, NonetError
from nonet.masters.items.errors import KitCycle, KitEmpty


@dataclass(frozen=True, slots=True)
class KitPart:
    """What one line takes from stock: an item and its quantity in base units."""

    line: int
    item_id: int
    quantity: Decimal


@dataclass(slots=True)
class Exploded:
    """The parts of all lines in order, and the lines refused, by their position from 0."""

    parts: list[KitPart] = field(default_factory=list)
    refused: dict[int, NonetError] = field(default_factory=dict)


# A way that comes to a kit it has passed stops there and is told; a kit of kits multiplies its way down.
_PARTS = """
WITH RECURSIVE part AS (
    SELECT (l.n - 1)::int AS line, i.id AS item_id, l.quantity, i.kind, ARRAY[i.id] AS path,
           ARRAY[i.code::text] AS codes, false AS loops
    FROM unnest(%(items)s::bigint[], %(quantities)s::numeric[]) WITH ORDINALITY AS l (item_id, quantity, n)
    JOIN items_item i ON i.id = l.item_id AND i.company_id = %(company)s
    UNION ALL
    SELECT p.line, i.id, p.quantity * c.quantity, i.kind, p.path || i.id, p.codes || i.code::text, i.id = ANY(p.path)
    FROM part p
    JOIN items_kitcomponent c ON c.kit_id = p.item_id AND c.company_id = %(company)s
    JOIN items_item i ON i.id = c.item_id
    WHERE p.kind = 'kit' AND NOT p.loops
)
SELECT line, item_id, quantity, kind, codes, loops FROM part
WHERE kind <> 'kit' OR loops
   OR NOT EXISTS (SELECT 1 FROM items_kitcomponent c WHERE c.kit_id = part.item_id)
ORDER BY line, path
"""


def explode_kits(lines: Sequence[tuple[int, Decimal]]) -> Exploded:
    """Return what each (item id, quantity) takes from stock: kits by their components, nested ones too.

    An item that is no kit is its own only part; an item that a line takes by several ways is summed. A kit
    that holds itself or nothing refuses its line. One statement, however many lines.
    """
    exploded = Exploded()
    items, quantities = sql.columns(lines, 2)
    found = sql.rows(_PARTS, {"company": current_company_id(), "items": items, "quantities": quantities})
    sums: dict[tuple[int, int], Decimal] = {}
    for each in found:
        if error := _fault(each):
            exploded.refused.setdefault(each.line, error)
        else:
            key = (each.line, each.item_id)
            sums[key] = sums.get(key, Decimal(0)) + each.quantity
    _refuse_unknown(lines, found, exploded)
    exploded.parts = [KitPart(*key, total) for key, total in sums.items() if key[0] not in exploded.refused]
    return exploded


def _fault(row: Any) -> NonetError | None:
    if row.loops:
        return KitCycle(" → ".join(row.codes))
    return KitEmpty(row.codes[-1]) if row.kind == "kit" else None


def _refuse_unknown(lines: Sequence[tuple[int, Decimal]], found: list[Any], exploded: Exploded) -> None:
    for position in set(range(len(lines))) - {each.line for each in found}:
        exploded.refused[position] = InvalidInput(
            "item", _("%(item)s is no item of this company") % {"item": lines[position][0]}
        )
