"""Where a big batch of papers is waited for and fetched, on the desk and by programs."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from ninja import Router

from nonet.kernel.actor import require
from nonet.kernel.models import JobRun
from nonet.kit.printing.declaring import print_named
from nonet.kit.printing.jobs import print_batch
from nonet.kit.printing.models import PrintFile
from nonet.kit.printing.pages import paper_response
from nonet.kit.printing.services import Paper


def file_of(run_id: int) -> PrintFile | None:
    """Return the file that a run has made, or None while it is being made.

    Raises
    ------
    Http404
        When there is no such run in this company, or its file was cleared away.
    PermissionMissing
        When the actor may not read what was printed.
    """
    run = JobRun.objects.filter(pk=run_id, name=print_batch.name).first()
    if run is None:
        raise Http404(_("There is no such page in this company."))
    if not isinstance(run.result, dict):
        return None
    require(print_named(run.result["form"]).read)
    found: PrintFile | None = PrintFile.objects.filter(run=run).first()
    if found is None:
        raise Http404(_("These papers were cleared away; print them again."))
    return found


def batch(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show how far a batch is; once it is made, its file."""
    made, run = file_of(run_id), JobRun.objects.get(pk=run_id)
    context = {
        **admin.site.each_context(request),
        "title": _("Papers"),
        "made": made,
        "busy": run,
        "failed": run.state == JobRun.State.FAILED,
        "share": 100 * run.done // run.total if run.total else 0,
    }
    answer = TemplateResponse(request, "printing/batch.html", context)
    if made is None and run.state != JobRun.State.FAILED:
        answer["Refresh"] = "2"
    return answer


def batch_file(request: HttpRequest, run_id: int) -> HttpResponse:
    """Hand out the file of a batch."""
    made = file_of(run_id)
    if made is None:
        raise Http404(_("The papers are still being made."))
    return paper_response(Paper(made.name, bytes(made.content)), download=True)


def urls(site: Any) -> list[Any]:
    """Return the addresses of these pages."""
    return [
        path("papers/batch/<int:run_id>/", site.admin_view(batch), name="print_batch"),
        path("papers/batch/<int:run_id>/file/", site.admin_view(batch_file), name="print_batch_file"),
    ]


def add_files(router: Router) -> None:
    """Offer the files of big batches by the job that made them."""

    def fetch(request: HttpRequest, job: int) -> HttpResponse:
        return batch_file(request, job)

    router.get(
        "/print-files/{int:job}",
        tags=["Printing"],
        summary="Fetch the file of a batch",
        description="404 until the job is done; files are kept for a week.",
        operation_id="fetch_print_file",
    )(fetch)
