"""Words under which documents keep why something was decided by itself."""

from django.utils.translation import pgettext_lazy

REASONS = (
    pgettext_lazy("reason", "item"),
    pgettext_lazy("reason", "kits"),
    pgettext_lazy("reason", "quantity"),
    pgettext_lazy("reason", "return"),
)
