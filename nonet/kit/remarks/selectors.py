"""Remarks read: what a page shows of a row, the bytes of a file, what happened to a row over time."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.safestring import SafeString

from nonet.kernel.actor import current_actor
from nonet.kernel.errors import NonetError
from nonet.kit.remarks.models import Attachment, Comment, FileContent, Seen
from nonet.kit.remarks.sniffing import SHOWN_INLINE
from nonet.kit.remarks.subjects import may_read
from nonet.kit.remarks.wording import called, shown

SHOWN = 200


@dataclass(frozen=True, slots=True)
class ShownFile:
    """An attachment ready for a page."""

    id: int
    name: str
    media_type: str
    size: int
    added_at: dt.datetime
    added_by: str
    is_picture: bool
    is_inline: bool
    is_mine: bool


@dataclass(frozen=True, slots=True)
class ShownComment:
    """A comment ready for a page."""

    id: int
    html: SafeString
    body: str
    written_at: dt.datetime
    written_by: str
    is_edited: bool
    is_mine: bool
    is_new: bool


def files_of(subject: str, subject_id: int) -> list[ShownFile]:
    """Return the files on a row, the oldest first; one statement."""
    may_read(subject)
    actor = current_actor()
    rows = Attachment.objects.filter(subject=subject, subject_id=subject_id, withdrawn_at=None)
    return [
        ShownFile(
            each.pk,
            each.name,
            each.media_type,
            each.size,
            each.added_at,
            str(each.added_by) if each.added_by else "Nonet",
            each.media_type in SHOWN_INLINE and each.media_type.startswith("image/"),
            each.media_type in SHOWN_INLINE,
            each.added_by_id == actor.user_id or actor.may("remarks.moderate"),
        )
        for each in rows.select_related("added_by").order_by("pk")[:SHOWN]
    ]


def comments_of(subject: str, subject_id: int) -> list[ShownComment]:
    """Return the comments on a row, the oldest first, those not yet seen marked; two or three statements."""
    may_read(subject)
    actor = current_actor()
    rows = Comment.objects.filter(subject=subject, subject_id=subject_id, withdrawn_at=None)
    latest = list(reversed(rows.select_related("written_by").order_by("-pk")[:SHOWN]))
    if not latest:
        return []
    known = called(each.body for each in latest)
    seen = Seen.objects.filter(user_id=actor.user_id or 0, subject=subject, subject_id=subject_id)
    seen_at = seen.values_list("seen_at", flat=True).first()
    return [
        ShownComment(
            each.pk,
            shown(each.body, known),
            each.body,
            each.written_at,
            str(each.written_by) if each.written_by else "Nonet",
            each.edited_at is not None,
            each.written_by_id == actor.user_id,
            each.written_by_id != actor.user_id and (seen_at is None or each.written_at > seen_at),
        )
        for each in latest
    ]


def file_of(attachment_id: int) -> tuple[Attachment, bytes]:
    """Return an attachment and its bytes; raises ``Http404`` for what the user may not read or was withdrawn."""
    found = Attachment.objects.filter(pk=attachment_id, withdrawn_at=None).first()
    if found is None:
        raise Http404
    try:
        may_read(found.subject)
    except NonetError as fact:
        raise Http404 from fact
    content: Any = FileContent.objects.values_list("content", flat=True).get(pk=found.file_id)
    return found, bytes(content)
