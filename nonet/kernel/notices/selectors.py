"""What a user was told."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from nonet.kernel import sql
from nonet.kernel.actor import current_actor
from nonet.kernel.notices.kinds import kind_of, text_of
from nonet.kernel.notices.models import Notice, Preference

MOST = 99


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as its reader sees it."""

    id: int
    kind: str
    icon: str
    text: str
    link: str
    by: str
    created_at: dt.datetime
    is_read: bool


def unread_count() -> int:
    """Return how many notices the user at work has not read, counted no further than ``MOST`` + 1."""
    actor = current_actor()
    found = sql.row(
        "SELECT count(*) AS n FROM (SELECT 1 FROM notices_notice WHERE company_id = %s AND user_id = %s"
        " AND read_at IS NULL LIMIT %s) AS unread",
        (actor.company_id, actor.user_id or 0, MOST + 1),
    )
    return int(found.n) if found else 0


def notices_of_user(*, unread: bool = False, before: int | None = None, limit: int = 50) -> list[Told]:
    """Return the newest notices of the user at work; ``before`` is the id after which the page goes on."""
    found = Notice.objects.filter(user_id=current_actor().user_id or 0)
    if unread:
        found = found.filter(read_at=None)
    if before:
        found = found.filter(pk__lt=before)
    return [told(each) for each in found.select_related("by").order_by("-pk")[:limit]]


def told(notice: Any) -> Told:
    """Return a notice in the language at work."""
    return Told(
        id=notice.pk,
        kind=notice.kind,
        icon=kind_of(notice.kind).icon,
        text=text_of(notice.kind, notice.params),
        link=notice.link,
        by=str(notice.by or ""),
        created_at=notice.created_at,
        is_read=notice.read_at is not None,
    )


def wants_mail() -> bool:
    """Return whether the user at work wants what is unread by mail."""
    return bool(Preference.objects.filter(user_id=current_actor().user_id or 0, daily_mail=True).exists())
