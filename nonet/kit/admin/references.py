"""References in masters' forms: a field that finds rows as one types, in place of a list of all of them.

It asks the desk's own address for references, which knows what each field may point to and who may see it.
"""

from typing import Any

from django import forms
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from unfold.widgets import INPUT_CLASSES

from nonet.kernel.models import Unit
from nonet.kit.show import unit_name


class ReferenceView(AutocompleteJsonView):
    """Answers with code and name apart, so that a code typed in full is known from the beginning of another."""

    paginate_by = 12

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, Any]:
        code, name = code_and_name(obj)
        return {**super().serialize_result(obj, to_field_name), "code": code, "name": name}


def code_and_name(row: Any) -> tuple[str, str]:
    """Return what a row is known by, and what it is called in the language at work."""
    code, text = str(getattr(row, "code", "") or ""), str(row)
    return code, unit_name(code) if isinstance(row, Unit) else text.removeprefix(code).strip()


class ReferenceInput(forms.Select):
    """A reference: its id is sent, what is shown is code and name."""

    class Media:
        css = {"all": ("kit/grid.css",)}
        js = ("kit/lookup.js", "kit/reference.js")

    def __init__(self, field: Any, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.field = field

    def __deepcopy__(self, memo: dict[int, Any]) -> "ReferenceInput":
        copied = super().__deepcopy__(memo)
        copied.field = self.field
        return copied

    def use_required_attribute(self, initial: Any) -> bool:
        """Have the browser ask for it as for any field that must be filled; its choices are not read for that."""
        return True

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """Return the hidden id and the field in which one types."""
        chosen = "" if value in (None, "") else str(value)
        given = self.build_attrs(self.attrs, attrs) | {
            "class": " ".join(INPUT_CLASSES),
            "value": self._text(chosen),
            "data-reference": self._address(),
            "data-nothing": _("Nothing was found."),
            "data-unknown": _("Choose one of those that are found."),
            "placeholder": _("Code, name or initials"),
            "autocomplete": "off",
            "spellcheck": "false",
        }
        return format_html(
            '<div class="reference"><input type="hidden" name="{}" value="{}"><input type="text"{}></div>',
            name,
            chosen,
            flatatt(given),
        )

    def _address(self) -> str:
        meta = self.field.model._meta
        asked = {"app_label": meta.app_label, "model_name": meta.model_name, "field_name": self.field.name}
        return f"{reverse('admin:autocomplete')}?{urlencode(asked)}"

    def _text(self, chosen: str) -> str:
        """Return what is shown of the row chosen, if it is one of those that may be chosen."""
        choices: Any = self.choices
        try:
            found = choices.queryset.filter(pk=chosen).first() if chosen else None
        except (ValueError, OverflowError):
            found = None
        return " ".join(code_and_name(found)).strip() if found else ""


class LooksUp:
    """A form, or lines of one, in which rows that are many are looked up as one types."""

    def formfield_for_foreignkey(self: Any, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the field of a reference."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = ReferenceInput(db_field)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]
