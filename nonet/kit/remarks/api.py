"""Remarks for programs: files and comments of any document or master, under the permission to read it."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Path, Router
from ninja.files import UploadedFile

from nonet.kit.api.answers import answer
from nonet.kit.api.declaring import Verb
from nonet.kit.api.verbs import add_verb, plain
from nonet.kit.remarks import services
from nonet.kit.remarks.pages import file_response
from nonet.kit.remarks.selectors import comments_of, file_of, files_of
from nonet.kit.remarks.services import FileDraft
from nonet.kit.remarks.subjects import require_present

VERBS = (
    Verb("remarks/comments/write", services.write_comments, creates=True),
    Verb("remarks/comments/edit", services.edit_comment),
    Verb("remarks/comments/withdraw", services.withdraw_comments),
    Verb("remarks/files/withdraw", services.withdraw_files),
)
BIGGEST = 2**63 - 1
_id: Any = Path(..., ge=1, le=BIGGEST)


def add_remarks(router: Router) -> None:
    """Offer files and comments."""
    of = "/remarks/{subject}/{subject_id}"
    tags: list[Any] = ["Remarks"]
    for verb in VERBS:  # before the addresses of rows, which would take theirs for a row
        add_verb(router, verb, tag="Remarks")
    router.get(of, tags=tags, operation_id="list_remarks", summary="List files and comments")(_list)
    router.post(f"{of}/files", tags=tags, operation_id="attach_files", summary="Add files")(_attach)
    router.get("/remarks-files/{file_id}", tags=tags, operation_id="get_file", summary="Fetch a file")(_file)


def _list(request: HttpRequest, subject: str, subject_id: int = _id) -> HttpResponse:
    """Tell the files and comments of a row; ``subject`` is its model, such as ``orders.order``."""
    require_present(subject, subject_id)
    files = [asdict(each) for each in files_of(subject, subject_id)]
    comments = [asdict(each) for each in comments_of(subject, subject_id)]
    return answer({"files": files, "comments": comments})


_files: Any = File(..., description="One or more files, of at most 20 MB each")


def _attach(
    request: HttpRequest, subject: str, subject_id: int = _id, files: list[UploadedFile] = _files
) -> HttpResponse:
    """Keep files with a row; refusals are told by position."""
    most = services.MOST_FILE_MB * services.MB + 1
    drafts = [FileDraft(subject, subject_id, each.name or "file", each.read(most)) for each in files]
    return answer(plain(services.attach_files(files=drafts), len(drafts), True))


def _file(request: HttpRequest, file_id: int = _id, inline: bool = False) -> HttpResponse:
    """Give the bytes of a file."""
    return file_response(*file_of(file_id), inline=inline)
