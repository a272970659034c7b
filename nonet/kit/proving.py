"""Proving the books as a job: one invariant after the other, the verdicts kept with when and by whom."""

from typing import Any

from nonet.kernel import checks
from nonet.kernel.jobs import enqueue, progress, task
from nonet.kernel.models import JobRun

NAME = "prove_books"


@task(NAME)
def prove_books(run: JobRun) -> dict[str, Any]:
    """Prove every invariant of the company; what breaks one is kept with it, values as text."""
    known = checks.invariants()
    results = []
    for done, each in enumerate(known):
        progress(run, done, len(known), each.name)
        results.extend(checks.run_checks([each.name]))
    return {"results": [_plain(each) for each in results], "broken": sum(not each.ok for each in results)}


def _plain(result: checks.CheckResult) -> dict[str, Any]:
    findings = [{name: str(value) for name, value in each.items()} for each in result.findings]
    return {"name": result.name, "ok": result.ok, "findings": findings}


def ask_for_proof() -> JobRun:
    """Queue a proof for the company at work; one that waits or runs already is the one asked for."""
    busy = JobRun.objects.filter(name=NAME, state__in=[JobRun.State.WAITING, JobRun.State.RUNNING]).first()
    return busy or enqueue(prove_books)


def last_proofs() -> tuple[JobRun | None, JobRun | None]:
    """Return the proof under way, if any, and the last one that ended."""
    runs = JobRun.objects.filter(name=NAME).select_related("user").order_by("-pk")
    busy = runs.filter(state__in=[JobRun.State.WAITING, JobRun.State.RUNNING]).first()
    return busy, runs.filter(state__in=[JobRun.State.DONE, JobRun.State.FAILED]).first()
