"""What the database itself refuses: edited book lines, forbidden states, vanished masters.

What is allowed calls no function wherever a condition can tell, so a batch of thousands pays little.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pghistory
import pgtrigger


def append_only(name: str = "append_only") -> pgtrigger.Trigger:
    """Refuse every UPDATE and DELETE of the table: what is posted is never edited."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate,
        func="RAISE EXCEPTION 'nonet.append_only: % is append-only', TG_TABLE_NAME USING ERRCODE = '23514';",
    )


def no_delete(name: str = "no_delete") -> pgtrigger.Trigger:
    """Refuse DELETE and TRUNCATE: rows are deactivated or cancelled, never removed."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        func="RAISE EXCEPTION 'nonet.no_delete: rows of % are never deleted', TG_TABLE_NAME USING ERRCODE = '23514';",
    )


def state_machine(
    transitions: Mapping[str, Sequence[str]], *, initial: Sequence[str], field: str = "state"
) -> list[Any]:
    """Return triggers that let ``field`` begin only in ``initial`` and move only along ``transitions``.

    What is allowed is decided in the triggers' conditions, so a legal change calls no function.
    """
    pairs = ", ".join(
        f"('{source}', '{target}')" for source, targets in transitions.items() for target in targets
    )
    starts = ", ".join(f"'{each}'" for each in initial)
    moved = (
        f'OLD."{field}" IS DISTINCT FROM NEW."{field}" AND (OLD."{field}", NEW."{field}") NOT IN ({pairs})'
    )
    return [
        pgtrigger.Trigger(
            name="state_machine",
            level=pgtrigger.Row,
            when=pgtrigger.Before,
            operation=pgtrigger.UpdateOf(field),
            condition=pgtrigger.Condition(moved),
            func=f"RAISE EXCEPTION 'nonet.state: % cannot go from % to %', TG_TABLE_NAME, OLD.\"{field}\","
            f" NEW.\"{field}\" USING ERRCODE = '23514';",
        ),
        pgtrigger.Trigger(
            name="state_initial",
            level=pgtrigger.Row,
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            condition=pgtrigger.Condition(f'NEW."{field}" NOT IN ({starts})'),
            func=f"RAISE EXCEPTION 'nonet.state: % cannot begin as %', TG_TABLE_NAME, NEW.\"{field}\""
            " USING ERRCODE = '23514';",
        ),
    ]


def audited(*, exclude: Sequence[str] = ()) -> Any:
    """Keep the former version of a row at each change, with who did it and by which verb.

    The row itself is its newest version, so inserting costs nothing. ``exclude`` names counters that books
    already record line by line. Rows are watched one by one: a condition that is false calls no function, and a
    trigger over whole statements would join old and new rows by a plan kept from its first, small run.
    """
    return pghistory.track(
        pghistory.UpdateEvent(
            "changed",
            row=pghistory.Old,
            condition=pgtrigger.AnyChange(exclude=list(exclude)),
            level=pgtrigger.Row,
        ),
        pghistory.DeleteEvent("deleted", row=pghistory.Old, level=pgtrigger.Row),
    )
