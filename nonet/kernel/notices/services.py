"""Telling users something, and what they do with what they were told."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nonet.kernel import sql
from nonet.kernel.actor import Actor, current_actor
from nonet.kernel.errors import PermissionMissing
from nonet.kernel.notices.models import Preference
from nonet.kernel.verbs import Outcome, verb


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """One thing to be told to several users.

    ``params`` fill the text of the ``kind``: plain values, ``kinds.words("Purchase order")`` or
    ``kinds.money(amount, currency)``. ``link`` is a path on the desk. With a ``key`` (what it is about), an unread
    notice of the same kind and key is renewed instead of doubled.
    """

    user_ids: Sequence[int]
    kind: str
    params: Mapping[str, Any] = field(default_factory=dict)
    link: str = ""
    key: str = ""


_NOTIFY = """
INSERT INTO notices_notice (company_id, by_id, user_id, kind, params, link, key)
SELECT %s::bigint, %s::bigint, u.id, d.kind, d.params, d.link, d.key
FROM unnest(%s::bigint[], %s::text[], %s::jsonb[], %s::text[], %s::text[]) WITH ORDINALITY
     AS d (user_id, kind, params, link, key, n)
JOIN kernel_user u ON u.id = d.user_id AND u.is_active
WHERE u.is_superuser OR EXISTS (SELECT 1 FROM kernel_membership m WHERE m.user_id = u.id AND m.company_id = %s)
ORDER BY d.n
ON CONFLICT (company_id, user_id, kind, key) WHERE read_at IS NULL AND NOT (key = '')
DO UPDATE SET params = EXCLUDED.params, link = EXCLUDED.link, by_id = EXCLUDED.by_id, created_at = now()
RETURNING id
"""


def notify(notices: Sequence[NoticeDraft]) -> list[int]:
    """Tell users of the company at work something, in the caller's transaction; return the notices' ids.

    Who has no place in the company, or is not active, is told nothing. One statement, however many notices.
    """
    rows = {
        (user_id, each.kind, each.key or number): (
            user_id,
            each.kind,
            json.dumps(dict(each.params), ensure_ascii=False),
            each.link,
            each.key,
        )
        for number, each in enumerate(notices)
        for user_id in each.user_ids
    }
    if not rows:
        return []
    actor = current_actor()
    found = sql.rows(
        _NOTIFY, (actor.company_id, actor.user_id, *sql.columns(list(rows.values()), 5), actor.company_id)
    )
    return [each.id for each in found]


@verb("notices.mark_read")
def mark_read(*, notice_ids: Sequence[int]) -> Outcome:
    """Mark notices of the user at work as read; those read already stay as they are."""
    found = sql.rows(
        "UPDATE notices_notice SET read_at = coalesce(read_at, now())"
        " WHERE company_id = %s AND user_id = %s AND id = ANY(%s) RETURNING id",
        (*_own(), list(notice_ids)),
    )
    outcome = Outcome(sorted(each.id for each in found))
    outcome.refuse_missing(notice_ids, outcome.done)
    return outcome


@verb("notices.mark_all_read")
def mark_all_read() -> None:
    """Mark all notices of the user at work as read."""
    company_id, user_id = _own()
    sql.execute(
        "UPDATE notices_notice SET read_at = now() WHERE company_id = %s AND user_id = %s AND read_at IS NULL",
        (company_id, user_id),
    )


@verb("notices.choose_mail")
def choose_mail(*, daily_mail: bool) -> None:
    """Choose whether what is unread comes once a day by mail to the user at work."""
    company_id, user_id = _own()
    Preference.objects.update_or_create(
        company_id=company_id, user_id=user_id, defaults={"daily_mail": daily_mail}
    )


def settle_notices(kind: str, keys: Sequence[str], user_ids: Sequence[int] | None = None) -> None:
    """Mark notices as read whose matter is settled, for all users or those named."""
    narrowed = "" if user_ids is None else " AND user_id = ANY(%(users)s)"
    sql.execute(
        "UPDATE notices_notice SET read_at = now() WHERE company_id = %(company)s AND kind = %(kind)s"
        f" AND key = ANY(%(keys)s) AND read_at IS NULL{narrowed}",
        {
            "company": current_actor().company_id,
            "kind": kind,
            "keys": list(keys),
            "users": list(user_ids or ()),
        },
    )


def _own() -> tuple[int, int]:
    """Return company and user at work; the system itself has no notices."""
    actor: Actor = current_actor()
    if actor.user_id is None:
        raise PermissionMissing("notices.read")
    return actor.company_id, actor.user_id
