"""Documents that begin with a task: the list's own button opens its form."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from nonet.kit.admin.base import actor_may
from nonet.kit.admin.tasks.pages import task_page


class StartedByTask:
    """Gives a list of documents a button that opens a task, such as beginning a count."""

    start: Any = None
    admin_site: Any
    opts: Any

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the user at work may do the task."""
        return self.start is not None and actor_may(self.start.code)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Show the task in the place of a form that edits rows."""
        if not self.has_add_permission(request):
            from django.core.exceptions import PermissionDenied

            raise PermissionDenied
        back = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        context = {**self.admin_site.each_context(request), "opts": self.opts}
        return task_page(request, self.start, (), context=context, back=back)
