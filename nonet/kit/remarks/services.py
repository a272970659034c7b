"""Adding, editing and withdrawing remarks. Who may read a row may remark on it; only the author takes it back."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from nonet.kernel import sql
from nonet.kernel.actor import current_actor, current_company_id
from nonet.kernel.errors import DocumentMissing, InvalidInput, NonetError
from nonet.kernel.notices.kinds import NoticeKind
from nonet.kernel.notices.services import NoticeDraft, notify
from nonet.kernel.policy import policy
from nonet.kernel.verbs import Outcome, verb
from nonet.kit.remarks.errors import FileTooBig, NotYours, QuotaExceeded
from nonet.kit.remarks.models import Attachment, Comment, FileContent, Seen
from nonet.kit.remarks.sniffing import clean_name, media_type_of
from nonet.kit.remarks.subjects import may_read, present
from nonet.kit.remarks.wording import called, mentions_in
from nonet.kit.show import page_of

MB = 1024 * 1024
MOST_FILE_MB = 20
QUOTA_MB = 5_120
"""How much the files of one company may take; ``{"attachments_mb": …}`` in its policy says another measure."""
MOST_BODY = 10_000
MENTIONED = NoticeKind(
    "mentioned", gettext_noop("%(who)s mentioned you in a comment on %(what)s."), "alternate_email"
)
NOTICES = (MENTIONED,)


@dataclass(frozen=True, slots=True)
class FileDraft:
    """A file to be kept with a row: ``subject`` is the row's model, such as ``orders.order``."""

    subject: str
    subject_id: int
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class CommentDraft:
    """A comment to be: plain text with ``@[username]`` for those it calls, ``**bold**``, ``- lists`` and links."""

    subject: str
    subject_id: int
    body: str


@verb("remarks.attach_files")
def attach_files(*, files: Sequence[FileDraft]) -> Outcome:
    """Keep files with documents or masters; refusals are told by position."""
    outcome = Outcome()
    rows = present((each.subject, each.subject_id) for each in files)
    room = _room_left()
    ready: list[tuple[FileDraft, str, str]] = []
    for position, each in enumerate(files):
        try:
            if (each.subject, each.subject_id) not in rows:
                raise DocumentMissing(each.subject_id)
            name = clean_name(each.name)
            room = _require_room(name, each.content, room)
            ready.append((each, name, media_type_of(each.content, name)))
        except NonetError as fact:
            outcome.refused[position] = fact
    outcome.done += _write_files(ready)
    return outcome


def _room_left() -> int:
    """Return how many bytes the company may still keep; those who add files wait for each other here."""
    sql.execute("SELECT pg_advisory_xact_lock(hashtextextended('attachments', %s))", (current_company_id(),))
    taken = FileContent.objects.aggregate(taken=Sum("size"))["taken"] or 0
    return _quota_mb() * MB - int(taken)


def _quota_mb() -> int:
    return int(policy().get("attachments_mb", QUOTA_MB))


def _require_room(name: str, content: bytes, room: int) -> int:
    if len(content) > MOST_FILE_MB * MB:
        raise FileTooBig(name, MOST_FILE_MB)
    if len(content) > room:
        raise QuotaExceeded(name, _quota_mb())
    return room - len(content)


def _write_files(ready: Sequence[tuple[FileDraft, str, str]]) -> list[int]:
    """Write each content once, and an attachment for each file; three statements."""
    if not ready:
        return []
    actor = current_actor()
    hashes = [hashlib.sha256(each.content).hexdigest() for each, _name, _kind in ready]
    contents = {
        sha: FileContent(
            company_id=actor.company_id, sha256=sha, size=len(each.content), content=each.content
        )
        for sha, (each, _name, _kind) in zip(hashes, ready, strict=True)
    }
    FileContent.everywhere.bulk_create(contents.values(), ignore_conflicts=True)
    ids = dict(FileContent.objects.filter(sha256__in=list(contents)).values_list("sha256", "pk"))
    made = Attachment.everywhere.bulk_create(
        Attachment(
            company_id=actor.company_id,
            subject=each.subject,
            subject_id=each.subject_id,
            name=name,
            media_type=kind,
            size=len(each.content),
            file_id=ids[sha],
            added_by_id=actor.user_id,
        )
        for sha, (each, name, kind) in zip(hashes, ready, strict=True)
    )
    return [each.pk for each in made]


@verb("remarks.withdraw_files")
def withdraw_files(*, attachment_ids: Sequence[int]) -> Outcome:
    """Take files off what they were added to; they are kept in the history."""
    outcome = Outcome()
    rows = list(Attachment.objects.filter(pk__in=list(attachment_ids), withdrawn_at=None).select_for_update())
    outcome.refuse_missing(attachment_ids, [each.pk for each in rows])
    mine = _own(rows, "added_by_id", outcome)
    by = {"withdrawn_at": timezone.now(), "withdrawn_by_id": current_actor().user_id}
    Attachment.objects.filter(pk__in=mine).update(**by)
    outcome.done += mine
    return outcome


def _own(rows: Sequence[Any], author: str, outcome: Outcome) -> list[int]:
    """Return the rows that the user at work may take back: own ones, all for who may moderate."""
    actor = current_actor()
    for subject in {each.subject for each in rows}:
        may_read(subject)
    mine = []
    for each in rows:
        if getattr(each, author) == actor.user_id or actor.may("remarks.moderate"):
            mine.append(each.pk)
        else:
            outcome.refused[each.pk] = NotYours(each.pk)
    return mine


@verb("remarks.write_comments")
def write_comments(*, comments: Sequence[CommentDraft]) -> Outcome:
    """Comment on documents or masters, and tell those whom the comments call; refusals are told by position."""
    outcome, actor = Outcome(), current_actor()
    rows = present((each.subject, each.subject_id) for each in comments)
    known = called(each.body for each in comments)
    ready: list[Comment] = []
    for position, each in enumerate(comments):
        try:
            if (each.subject, each.subject_id) not in rows:
                raise DocumentMissing(each.subject_id)
            body = _body(each.body)
        except NonetError as fact:
            outcome.refused[position] = fact
            continue
        ready.append(
            Comment(
                company_id=actor.company_id,
                subject=each.subject,
                subject_id=each.subject_id,
                body=body,
                mentions=mentions_in(body, known),
                written_by_id=actor.user_id,
            )
        )
    made = Comment.everywhere.bulk_create(ready)
    outcome.done += [each.pk for each in made]
    _tell({each: each.mentions for each in made}, rows)
    return outcome


def _body(text: str) -> str:
    plain = text.replace("\x00", "").strip()
    if not plain:
        raise InvalidInput("body", _("write something"))
    if len(plain) > MOST_BODY:
        raise InvalidInput("body", _("at most %(most)s characters") % {"most": MOST_BODY})
    return plain


def _tell(calls: Mapping[Comment, Sequence[int]], rows: Mapping[tuple[str, int], Any]) -> None:
    """Tell users that a comment calls them; who calls himself is told nothing."""
    actor = current_actor()
    who = str(actor_name(actor.user_id))
    drafts = []
    for comment, mentions in calls.items():
        others = [each for each in mentions if each != actor.user_id]
        row = rows.get((comment.subject, comment.subject_id))
        if others and row is not None:
            link = f"{desk_page(row)}#comment-{comment.pk}"
            params = {"who": who, "what": str(row)}
            drafts.append(NoticeDraft(others, MENTIONED.code, params, link, f"comment:{comment.pk}"))
    if drafts:
        notify(drafts)


def actor_name(user_id: int | None) -> str:
    """Return what a user is called; Nonet itself when there is none."""
    from nonet.kernel.models import User

    found = User.objects.filter(pk=user_id).first() if user_id else None
    return str(found) if found else "Nonet"


def desk_page(row: Any) -> str:
    """Return the address of a row's page, that of the proxy by which the desk shows it where there is one."""
    from django.contrib import admin

    for model, page in admin.site._registry.items():
        if model._meta.proxy and model._meta.concrete_model is type(row):
            where = getattr(page, "where", {})
            from nonet.kit.printing.pages import fits

            if fits(row, where):
                return page_of(model(pk=row.pk))
    return page_of(row)


@verb("remarks.edit_comment")
def edit_comment(*, comment_id: int, body: str) -> Outcome:
    """Change a comment of one's own; the former version is kept, and only those newly called are told."""
    outcome = Outcome()
    rows = list(Comment.objects.filter(pk=comment_id, withdrawn_at=None).select_for_update())
    outcome.refuse_missing([comment_id], [each.pk for each in rows])
    for each in rows:
        may_read(each.subject)
        if each.written_by_id != current_actor().user_id:
            outcome.refused[each.pk] = NotYours(each.pk)
            continue
        text = _body(body)
        mentions = mentions_in(text, called([text]))
        fresh = sorted(set(mentions) - set(each.mentions))
        Comment.objects.filter(pk=each.pk).update(body=text, mentions=mentions, edited_at=timezone.now())
        _tell({each: fresh}, present([(each.subject, each.subject_id)]))
        outcome.done.append(each.pk)
    return outcome


@verb("remarks.withdraw_comments")
def withdraw_comments(*, comment_ids: Sequence[int]) -> Outcome:
    """Take comments back; they are kept in the history."""
    outcome = Outcome()
    rows = list(Comment.objects.filter(pk__in=list(comment_ids), withdrawn_at=None).select_for_update())
    outcome.refuse_missing(comment_ids, [each.pk for each in rows])
    mine = _own(rows, "written_by_id", outcome)
    Comment.objects.filter(pk__in=mine).update(withdrawn_at=timezone.now())
    outcome.done += mine
    return outcome


def mark_seen(subject: str, subject_id: int) -> None:
    """Note that the user at work has now seen the comments on a row."""
    actor = current_actor()
    if actor.user_id is None:
        return
    Seen.everywhere.bulk_create(
        [
            Seen(
                company_id=actor.company_id,
                user_id=actor.user_id,
                subject=subject,
                subject_id=subject_id,
                seen_at=timezone.now(),
            )
        ],
        update_conflicts=True,
        unique_fields=["user", "company", "subject", "subject_id"],
        update_fields=["seen_at"],
    )
