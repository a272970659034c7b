"""The page of a task: its form, sent once, answered with what was made or with what stands against it."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from nonet.kit.admin.tasks.filling import Filling
from nonet.kit.admin.tasks.running import NothingDone, run_task, told

KEY = "task_key"
MAX_SHOWN = 10


def task_page(
    request: HttpRequest,
    action: Any,
    ids: Sequence[int],
    *,
    context: Mapping[str, Any],
    back: str,
    number_of: Callable[[int], str] = str,
) -> HttpResponse:
    """Show a task's form, or do it with what was sent; a button that only asks for the form carries no key."""
    given = {name: value for name, value in request.GET.items() if not name.startswith("_")}
    if request.method != "POST" or KEY not in request.POST:
        return _show(request, action, Filling(action.form, ids, given), context, back)
    filling = Filling(action.form, ids, given, data=request.POST)
    if not filling.is_valid():
        return _show(request, action, filling, context, back, status=422)
    sent = {
        name: request.POST.getlist(name) for name in sorted(request.POST) if name != "csrfmiddlewaretoken"
    }
    try:
        answer = run_task(action, filling.filled(), request.POST[KEY][:100], [list(ids), sent])
    except NothingDone as error:
        for fact in error.refusals:
            filling.refuse(fact.message, fact.params)
        return _show(request, action, filling, context, back, status=409)
    messages.success(request, told(action, answer))
    for text in answer["refused"][:MAX_SHOWN]:
        messages.error(request, text)
    return HttpResponseRedirect(_next_page(action, answer["done"], back))


def _next_page(action: Any, done: Sequence[int], back: str) -> str:
    """Return the page of what was made: one by itself, several as a list; else the page where the task began."""
    made = action.form.made
    if not made or not done:
        return back
    if len(done) == 1:
        return reverse(f"admin:{made}_change", args=[done[0]])
    return reverse(f"admin:{made}_changelist")


def _show(
    request: HttpRequest,
    action: Any,
    filling: Filling,
    context: Mapping[str, Any],
    back: str,
    status: int = 200,
) -> HttpResponse:
    form = action.form
    shown = {
        **context,
        "title": form.title or action.label,
        "action": action,
        "form": form,
        "filling": filling,
        "head": filling.head,
        "lines": filling.lines,
        "blank": filling.blank(),
        "facts": form.facts(filling.asked) if form.facts else (),
        "links": form.links(filling.asked) if form.links else (),
        "reloads": [each.name for each in form.fields if each.reload],
        "key": uuid.uuid4().hex,
        "back": back,
        "spare": 4,
    }
    return TemplateResponse(request, "kit/task.html", shown, status=status)
