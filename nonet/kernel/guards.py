"""What the database itself refuses: edited book lines, forbidden states, vanished masters.

What is allowed calls no function wherever a condition can tell, so a batch of thousands pays little.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pghistory
import pgtrigger

AT_ONCE = """at_once AS MATERIALIZED (
    SELECT set_config('nonet.at_once', statement_timestamp()::text, true)
)"""
"""The common table by which a statement tells the guards that it writes documents born in their last state.

Such a statement selects from ``at_once`` what it inserts. What it says holds for itself alone, and only the path that
has done every check of the steps left out says it.
"""
_SAID_AT_ONCE = "coalesce(current_setting('nonet.at_once', true), '') = statement_timestamp()::text"


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
    transitions: Mapping[str, Sequence[str]],
    *,
    initial: Sequence[str],
    at_once: Sequence[str] = (),
    field: str = "state",
) -> list[Any]:
    """Return triggers that let ``field`` begin only in ``initial`` and move only along ``transitions``.

    A row may begin in a state of ``at_once`` too, but only in a statement that says so by ``AT_ONCE``. What is
    allowed is decided in the triggers' conditions, so a legal change calls no function.
    """
    pairs = ", ".join(
        f"('{source}', '{target}')" for source, targets in transitions.items() for target in targets
    )
    starts = ", ".join(f"'{each}'" for each in initial)
    begun = f'NEW."{field}" NOT IN ({starts})'
    if at_once:
        ends = ", ".join(f"'{each}'" for each in at_once)
        begun += f' AND (NEW."{field}" NOT IN ({ends}) OR NOT ({_SAID_AT_ONCE}))'
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
            condition=pgtrigger.Condition(begun),
            func=f"RAISE EXCEPTION 'nonet.state: % cannot begin as %', TG_TABLE_NAME, NEW.\"{field}\""
            " USING ERRCODE = '23514';",
        ),
    ]


def audited(*, exclude: Sequence[str] = (), untold: Sequence[str] = ()) -> Any:
    """Keep the former version of a row at each change, with who did it and by which verb.

    The row itself is its newest version, so inserting costs nothing. ``exclude`` names counters that books
    already record line by line; ``untold`` names what no former version keeps at all, such as
    passwords. Rows are watched one by one: a condition that is false calls no function, and a
    trigger over whole statements would join old and new rows by a plan kept from its first, small run.
    """
    return pghistory.track(
        pghistory.UpdateEvent(
            "changed",
            row=pghistory.Old,
            condition=pgtrigger.AnyChange(exclude=[*exclude, *untold]),
            level=pgtrigger.Row,
        ),
        pghistory.DeleteEvent("deleted", row=pghistory.Old, level=pgtrigger.Row),
        exclude=list(untold) or None,
    )
