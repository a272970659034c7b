"""Importing on the desk: bring a file, see what is taken for what and what would happen, let it in, read what did."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import admin, messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils.translation import gettext as _

from nonet.kernel.errors import NonetError
from nonet.kit.importing import uploads
from nonet.kit.importing.mapping import HeadingsUnknown
from nonet.kit.importing.models import ImportRun
from nonet.kit.importing.profiles import Profile
from nonet.kit.importing.reading import Reading
from nonet.kit.importing.templates import example, explanation, plain_heading, write_template
from nonet.kit.importing.trial import try_out

SHOWN_RUNS = 30
FORMATS = ("xlsx", "csv")
ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16", "latin-1")
DELIMITERS = {",": ",", ";": ";", "tab": "\t", "|": "|"}
LISTS = {
    "items": "items_item",
    "parties": "parties_party",
    "orders": "erp_salesorder",
    "stock": "stock_balance",
    "purchase-orders": "erp_purchaseorder",
    "payments": "money_openitem",
    "entries": "money_entry",
    "counts": "stock_count",
    "transfer-orders": "erp_transferorder",
    "adjustments": "stock_adjustment",
    "opening-receivables": "money_openitem",
    "opening-payables": "money_openitem",
    "opening-balances": "money_entry",
    "prices": "prices_pricelist",
    "people": "kernel_user",
    "departments": "people_department",
    "returns": "erp_salesreturn",
    "contacts": "parties_party",
    "addresses": "parties_party",
    "bank-accounts": "parties_party",
    "party-price-lists": "prices_pricelist",
    "item-units": "items_item",
    "item-codes": "items_item",
    "kit-components": "items_item",
    "calendar-days": "places_calendar",
}
"""The list on which what came in is found, where its name is not that of the import."""


def imports(request: HttpRequest) -> HttpResponse:
    """Show what can be imported and what was; take a file that is brought."""
    allowed = uploads.allowed_profiles()
    if request.method == "POST":
        return _bring(request, allowed)
    return TemplateResponse(
        request,
        "desk/imports/page.html",
        {
            **admin.site.each_context(request),
            "title": _("Import"),
            "profiles": allowed,
            "chosen": request.GET.get("kind", ""),
            "runs": uploads.visible_runs()[:SHOWN_RUNS],
        },
    )


def _bring(request: HttpRequest, allowed: list[Profile]) -> HttpResponse:
    file = request.FILES.get("file")
    kind, _slash, code = request.POST.get("kind", "").partition("/")
    if file is None or (kind, code) not in {(each.kind, each.code) for each in allowed}:
        messages.error(request, _("Choose what comes in, and a file."))
        return HttpResponseRedirect(reverse("admin:imports"))
    try:
        run = uploads.bring(kind=kind, profile=code, name=str(file.name), chunks=file.chunks())
    except NonetError as error:
        messages.error(request, error.message)
        return HttpResponseRedirect(reverse("admin:imports"))
    return HttpResponseRedirect(reverse("admin:import", args=[run.pk]))


def _run(run_id: int) -> ImportRun:
    found = uploads.visible_runs().filter(pk=run_id).first()
    if found is None:
        raise Http404(_("There is no such page in this company."))
    return found


def one(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show one file: its columns, first rows and what would happen, or how far it is, or what became of it."""
    run = _run(run_id)
    if request.method == "POST":
        return _decide(request, run)
    context = {**admin.site.each_context(request), "title": run.file_name, **_progress(run)}
    if not run.is_busy and not run.is_over:
        context |= _looked(run)
    return TemplateResponse(request, "desk/imports/run.html", context)


def _decide(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Keep what was decided; start when that was asked for."""
    profile = uploads.profile_of(run)
    sent = request.POST
    mapping = {each: sent.get(f"column-{at}", "") for at, each in enumerate(run.headings)}
    options = {name: sent[f"option-{name}"] for name in profile.options if sent.get(f"option-{name}")}
    delimiter = DELIMITERS.get(sent.get("delimiter", ""), "")
    reading = Reading(sent.get("encoding", ""), delimiter, sent.get("sheet", ""))
    try:
        run = uploads.decide(
            run,
            mapping=mapping,
            options=options,
            all_or_nothing=sent.get("faulty") == "nothing",
            reading=reading,
        )
        if sent.get("do") in ("start", "trial"):
            uploads.start(run, trial=sent["do"] == "trial")
    except NonetError as error:
        messages.error(request, error.message)
    return HttpResponseRedirect(reverse("admin:import", args=[run.pk]))


def progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """Answer with how far a file is, for the page that waits; once over, the page is shown anew."""
    run = _run(run_id)
    answer = render(request, "desk/imports/progress.html", _progress(run))
    if not run.is_busy:
        answer.headers["HX-Refresh"] = "true"
    return answer


def _progress(run: ImportRun) -> dict[str, Any]:
    job: Any = run.job
    share = min(100, 100 * job.done // job.total) if job is not None and job.total else 0
    return {"run": run, "profile": uploads.profile_of(run), "job": job, "share": share, "list": _list_of(run)}


def page_of(profile: Profile) -> str:
    """Return the list (``app_model``) on which what came in is found; empty where there is none."""
    names = {f"{each.opts.verbose_name_plural}": each for each in admin.site._registry.values()}
    found = names.get(str(profile.title))
    return LISTS.get(profile.kind) or (
        f"{found.opts.app_label}_{found.opts.model_name}" if found is not None else ""
    )


def _list_of(run: ImportRun) -> str:
    page = page_of(uploads.profile_of(run))
    try:
        return reverse(f"admin:{page}_changelist") if page else ""
    except NoReverseMatch:
        return ""


def _looked(run: ImportRun) -> dict[str, Any]:
    """Return what the page shows of a file before it is imported."""
    profile = uploads.profile_of(run)
    fact, shown, trial = "", None, None
    mapping = uploads.full_mapping(run)
    try:
        shown = uploads.look(run)
        trial = try_out(profile, uploads.path_of(run), mapping, run.options, Reading(**run.reading))
    except HeadingsUnknown:
        fact = _("No heading is known. Say below what each column is.")
    except NonetError as error:
        fact = error.message
    both = [*(shown.findings if shown else []), *(trial.findings if trial else [])]
    missing = [each for each in profile.columns if each.required and each.name not in run.mapping.values()]
    findings = [each for each in dict.fromkeys(both) if not missing]
    return {
        "fact": fact,
        "shown": shown,
        "columns": _columns(profile, run),
        "missing": missing,
        "rows": _rows(shown, trial, findings),
        "findings": findings[:50],
        "options": [
            (name, each, run.options.get(name, each.default)) for name, each in profile.options.items()
        ],
        "encodings": ENCODINGS,
        "delimiters": DELIMITERS,
        "delimiter": run.reading.get("delimiter", ""),
    }


def _columns(profile: Profile, run: ImportRun) -> list[dict[str, Any]]:
    names = [(each.name, plain_heading(each), each.required) for each in profile.columns]
    return [
        {"at": at, "heading": each, "taken": run.mapping.get(each, ""), "names": names}
        for at, each in enumerate(run.headings)
    ]


def _rows(shown: Any, trial: Any, findings: list[Any]) -> list[dict[str, Any]]:
    verdicts = {each.row: each.verdict for each in trial.tried} if trial else {}
    wrong = {each.row for each in findings}
    return [
        {"row": row, "cells": cells, "verdict": "refused" if row in wrong else verdicts.get(row, "")}
        for row, cells in (shown.rows if shown else [])
    ]


def template(request: HttpRequest, kind: str, code: str, form: str) -> HttpResponse:
    """Send an empty file of a profile, with its explanations."""
    profile = next(
        (each for each in uploads.allowed_profiles() if (each.kind, each.code) == (kind, code)), None
    )
    if profile is None or form not in FORMATS:
        raise Http404
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"template.{form}"
        write_template(profile, file)
        content = file.read_bytes()
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="nonet-{kind}.{form}"'
    return answer


def columns(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Show what the columns of a profile mean."""
    profile = next(
        (each for each in uploads.allowed_profiles() if (each.kind, each.code) == (kind, code)), None
    )
    if profile is None:
        raise Http404
    told = [
        (plain_heading(each), each.required, explanation(each), example(each)) for each in profile.columns
    ]
    return render(request, "desk/imports/columns.html", {"columns": told})


def rejected(request: HttpRequest, run_id: int) -> FileResponse:
    """Send the rows that were not taken, each with its cure."""
    run = _run(run_id)
    name = str(run.report.get("error_file") or "")
    if not name:
        raise Http404
    return FileResponse((uploads.path_of(run).parent / name).open("rb"), as_attachment=True, filename=name)


def original(request: HttpRequest, run_id: int) -> FileResponse:
    """Send the file as it was brought."""
    run = _run(run_id)
    return FileResponse(uploads.path_of(run).open("rb"), as_attachment=True, filename=run.file_name)


def urls(site: Any) -> list[Any]:
    """Return the addresses of these pages."""
    pages = (
        ("imports/", imports, "imports"),
        ("imports/<int:run_id>/", one, "import"),
        ("imports/<int:run_id>/progress/", progress, "import_progress"),
        ("imports/<int:run_id>/rejected/", rejected, "import_rejected"),
        ("imports/<int:run_id>/file/", original, "import_file"),
        ("imports/columns/<slug:kind>/<slug:code>/", columns, "import_columns"),
        ("imports/template/<slug:kind>/<slug:code>.<slug:form>", template, "import_template"),
    )
    return [path(address, site.admin_view(view), name=name) for address, view, name in pages]
