"""Papers for programs: one document or many as PDF, the forms, the layouts and what was printed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel, Field

from nonet.kernel.actor import require
from nonet.kernel.jobs import enqueue
from nonet.kit.api.answers import answer
from nonet.kit.api.declaring import Resource, Verb
from nonet.kit.printing import services
from nonet.kit.printing.declaring import Print, print_named, prints, prints_of, subject_of
from nonet.kit.printing.jobs import print_batch
from nonet.kit.printing.models import PrintLayout, PrintRecord
from nonet.kit.printing.pages import paper_response, wish_of
from nonet.kit.printing.services import AT_ONCE, Wish, print_papers

PDF: dict[str, Any] = {
    "responses": {
        200: {
            "description": "The papers",
            "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}
RESOURCES = (
    Resource(
        "print-layouts",
        PrintLayout,
        fields=(
            *("form", "code", "name", "is_default", "paper", "language", "accent", "font", "size"),
            *("columns", "parts", "marks", "texts", "active"),
        ),
        filters=("form",),
        verbs=(
            Verb("save", services.save_layouts),
            Verb("letterhead", services.save_letterhead),
        ),
    ),
    Resource(
        "print-records",
        PrintRecord,
        fields=(
            "form",
            "object_id",
            "number",
            "layout",
            "language",
            "times",
            "printed_at",
            "printed_by",
            "source",
        ),
        filters=("form", "object_id"),
        newest_first=True,
    ),
)


class Asked(BaseModel):
    """What to print, and how."""

    ids: list[int] = Field(min_length=1, max_length=20_000)
    form: str = ""
    layout: str = ""
    language: str = ""
    options: dict[str, str] = {}


def add_prints(router: Router, resource: Resource) -> None:
    """Offer the papers of a resource, when its room declares any."""
    subject = subject_of(resource.model, resource.document)
    if not prints_of(subject):
        return
    name = resource.path.replace("-", "_")

    def one(
        request: HttpRequest, id: int, form: str = "", layout: str = "", language: str = ""
    ) -> HttpResponse:
        chosen = print_named(form, subject)
        require(resource.read)
        manager: Any = resource.model._default_manager
        if not manager.filter(pk=id, **resource.where).exists():
            raise Http404
        return paper_response(print_papers(form=chosen.code, ids=[id], wish=wish_of(request.GET, chosen)))

    def many(request: HttpRequest, asked: Asked) -> HttpResponse:
        return _many(print_named(asked.form, subject), asked)

    router.get(
        f"/{resource.path}/{{int:id}}/print",
        tags=[resource.title],
        summary="Print it as PDF",
        operation_id=f"print_one_of_{name}",
        openapi_extra=PDF,
    )(one)
    router.post(
        f"/{resource.path}/print",
        tags=[resource.title],
        summary="Print many as one PDF",
        description=f"More than {AT_ONCE} are made by a job: the answer (202) names it.",
        operation_id=f"print_many_of_{name}",
        openapi_extra=PDF,
    )(many)


def _many(form: Print, asked: Asked) -> HttpResponse:
    require(form.read)
    if len(asked.ids) > AT_ONCE:
        run = enqueue(
            print_batch, form=form.code, ids=asked.ids, layout=asked.layout, language=asked.language
        )
        made = answer({"job": run.pk})
        made.status_code = 202
        return made
    wish = Wish(asked.layout, asked.language, asked.options)
    return paper_response(print_papers(form=form.code, ids=asked.ids, wish=wish))


def add_forms(router: Router) -> None:
    """Offer the list of forms."""

    def forms(request: HttpRequest) -> HttpResponse:
        """List the forms on which can be printed, with their columns."""
        return answer([_told(each) for each in prints()])

    router.get("/prints", tags=["Printing"], operation_id="list_prints", summary="List the forms")(forms)


def _told(form: Print) -> dict[str, Any]:
    return {
        "code": form.code,
        "title": str(form.title),
        "subject": form.subject,
        "paper": form.paper,
        "columns": [{"code": each.code, "title": str(each.title)} for each in form.columns],
        "options": list(form.options),
    }
