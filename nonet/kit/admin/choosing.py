"""Fields of masters that hold one of some codes: chosen by their names instead of typed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminSelectWidget

from nonet.kit.labels import code_name


def choice_of_codes(field: Any, codes: Sequence[str]) -> forms.ChoiceField:
    """Return the field of a form in which one of the codes is chosen, each by its name in the language at work."""
    return forms.ChoiceField(
        choices=[("", _("Select value")), *((each, code_name(each)) for each in codes)],
        required=not field.blank,
        label=capfirst(field.verbose_name),
        help_text=field.help_text,
        widget=UnfoldAdminSelectWidget(),
    )
