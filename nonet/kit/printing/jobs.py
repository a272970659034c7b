"""Big batches: made part by part beside the request, with progress, kept as one file until fetched."""

import datetime as dt
import io
from typing import Any

from django.utils import timezone

from nonet.kernel.jobs import progress, task
from nonet.kernel.models import JobRun
from nonet.kit.printing.declaring import print_named
from nonet.kit.printing.models import PrintFile
from nonet.kit.printing.services import Wish, print_papers

PART = 100
KEPT_DAYS = 7


@task("printing.print_batch")
def print_batch(
    run: JobRun, *, form: str, ids: list[int], layout: str = "", language: str = ""
) -> dict[str, Any]:
    """Print many documents as one file."""
    from pypdf import PdfWriter

    writer, declared = PdfWriter(), print_named(form)
    progress(run, 0, len(ids))
    for start in range(0, len(ids), PART):
        part = ids[start : start + PART]
        paper = print_papers(form=form, ids=part, wish=Wish(layout, language))
        writer.append(io.BytesIO(paper.content))
        progress(run, start + len(part), len(ids))
    made = io.BytesIO()
    writer.write(made)
    name = f"{declared.title} {len(ids)}.pdf"
    return {"file": _keep(run, name, made.getvalue()), "form": form, "papers": len(ids)}


def _keep(run: JobRun, name: str, content: bytes) -> int:
    """Keep the file of a run, once, and clear away those of former weeks."""
    old = timezone.now() - dt.timedelta(days=KEPT_DAYS)
    PrintFile.objects.filter(made_at__lt=old).delete()
    facts = {"company_id": run.company_id, "name": name, "content": content}
    kept, _created = PrintFile.everywhere.update_or_create(run=run, defaults=facts)
    return int(kept.pk)
