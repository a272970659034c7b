"""Remarks on the desk: a part of every page of a document or master, and the addresses that it calls."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
)
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import ngettext

from nonet.kernel.actor import current_actor
from nonet.kernel.errors import NonetError
from nonet.kernel.history import changes_of
from nonet.kernel.verbs import Outcome
from nonet.kit.admin.panels import Panel
from nonet.kit.history import show_changes
from nonet.kit.remarks import services
from nonet.kit.remarks.models import Attachment
from nonet.kit.remarks.selectors import comments_of, file_of, files_of
from nonet.kit.remarks.services import CommentDraft, FileDraft, desk_page, mark_seen
from nonet.kit.remarks.sniffing import SHOWN_INLINE
from nonet.kit.remarks.subjects import model_of, require_present, subject_label
from nonet.kit.remarks.wording import colleagues

MOST_FILES = 20
SHOWN_CHANGES = 50


def remarks_of(subject: str, subject_id: int) -> dict[str, Any]:
    """Return what the part of a page shows; what is new in it counts as seen from now on."""
    comments = comments_of(subject, subject_id)
    fresh = sum(each.is_new for each in comments)
    if fresh:
        mark_seen(subject, subject_id)
    actor = current_actor()
    return {
        "subject": subject,
        "subject_id": subject_id,
        "files": files_of(subject, subject_id),
        "comments": comments,
        "fresh": fresh,
        "may_write": actor.may("remarks.write_comments"),
        "may_attach": actor.may("remarks.attach_files"),
        "address": reverse("admin:remarks_panel", args=[subject, subject_id]),
    }


def _facts(request: HttpRequest, page: Any, instance: Any) -> dict[str, Any] | None:
    subject = subject_label(type(instance))
    try:
        model_of(subject)
        return remarks_of(subject, instance.pk)
    except NonetError:
        return None


REMARKS = Panel("aside", "remarks/panel.html", _facts)


def panel(request: HttpRequest, subject: str, subject_id: int) -> HttpResponse:
    """Answer with the part itself; a POST adds, edits or withdraws, and tells what was refused."""
    try:
        row = require_present(subject, subject_id)
    except NonetError as fact:
        raise Http404 from fact
    if request.method not in ("GET", "POST"):
        return HttpResponseNotAllowed(["GET", "POST"])
    problems = _act(request, subject, subject_id) if request.method == "POST" else []
    if request.headers.get("X-Requested-With") != "fetch":
        for each in problems:
            messages.error(request, each)
        return HttpResponseRedirect(desk_page(row) or reverse("admin:index"))
    context = remarks_of(subject, subject_id) | {"problems": problems}
    if "changes" in request.GET:
        context["changes"] = show_changes(changes_of([row], SHOWN_CHANGES))
    return HttpResponse(render_to_string("remarks/content.html", context, request))


def _act(request: HttpRequest, subject: str, subject_id: int) -> list[str]:
    """Do what the form asks for; return what was refused as sentences."""
    asked = request.POST
    try:
        match asked.get("do"):
            case "attach":
                outcome = _attach(request, subject, subject_id)
            case "comment":
                draft = CommentDraft(subject, subject_id, asked.get("body", ""))
                outcome = services.write_comments(comments=[draft])
            case "edit":
                outcome = services.edit_comment(comment_id=_id(asked), body=asked.get("body", ""))
            case "withdraw-comment":
                outcome = services.withdraw_comments(comment_ids=[_id(asked)])
            case "withdraw-file":
                outcome = services.withdraw_files(attachment_ids=[_id(asked)])
            case _:
                raise Http404
    except NonetError as fact:
        return [fact.message]
    return [each.message for each in outcome.refused.values()]


def _id(asked: Any) -> int:
    text = asked.get("id", "")
    if not text.isdecimal():
        raise Http404
    return int(text)


def _attach(request: HttpRequest, subject: str, subject_id: int) -> Outcome:
    """Keep the files sent; what is too big is not even read."""
    drafts, sent = [], request.FILES.getlist("files")
    for each in sent[:MOST_FILES]:
        size = min(each.size or 0, services.MOST_FILE_MB * services.MB + 1)
        drafts.append(FileDraft(subject, subject_id, each.name or "file", each.read(size)))
    outcome = services.attach_files(files=drafts)
    if outcome.done and request.headers.get("X-Requested-With") != "fetch":
        text = ngettext("%(count)s file added.", "%(count)s files added.", len(outcome.done))
        messages.success(request, text % {"count": len(outcome.done)})
    return outcome


def file(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """Give a file: shown in the browser only where nothing in it can run, else saved."""
    found, content = file_of(attachment_id)
    return file_response(found, content, inline="inline" in request.GET)


def file_response(found: Attachment, content: bytes, *, inline: bool = False) -> HttpResponse:
    """Return a file with headers by which no browser takes it for a page of ours."""
    shown = inline and found.media_type in SHOWN_INLINE
    response = HttpResponse(content, content_type=found.media_type if shown else "application/octet-stream")
    way = "inline" if shown else "attachment"
    response["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(found.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    if found.media_type.startswith("image/") or not shown:
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def people(request: HttpRequest) -> HttpResponse:
    """Answer whom a comment could call, by what was typed after the @."""
    found = colleagues(request.GET.get("q", "")[:50])
    return JsonResponse({"people": [{"username": each.username, "name": str(each)} for each in found]})


def urls(site: Any) -> list[Any]:
    """Return the addresses of these pages."""
    return [
        path("remarks/people/", site.admin_view(people), name="remarks_people"),
        path("remarks/files/<int:attachment_id>/", site.admin_view(file), name="remarks_file"),
        path("remarks/<str:subject>/<int:subject_id>/", site.admin_view(panel), name="remarks_panel"),
    ]
