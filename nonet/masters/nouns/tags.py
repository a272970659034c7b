"""The label of a declared master: its name for people, its code for scanners."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import pgettext_lazy

from nonet.kit.printing import Label, Print, label_print


@dataclass(frozen=True, slots=True)
class Tag:
    """What stands on a label.

    ``head`` names the field that stands big, ``lines`` those under it, ``code`` the one that is scanned and stands in
    figures beside its bars; ``kind`` is ``code128`` or ``qr``, ``paper`` a size of ``kit.printing.labels.SIZES``.
    """

    head: str = "name"
    lines: Sequence[str] = ()
    code: str = "code"
    kind: str = "code128"
    paper: str = "60x40"


def print_of_tag(model: type[models.Model], tag: Tag) -> Print:
    """Return the form on which labels of a master are printed."""

    def tell(row: Any) -> Label:
        code = str(getattr(row, tag.code))
        lines = [str(getattr(row, each) or "") for each in tag.lines]
        return Label(row.pk, code, str(getattr(row, tag.head)), lines, tag.kind, code)

    title = format_lazy(
        "{name} · {paper}", name=model._meta.verbose_name, paper=pgettext_lazy("on paper", "Label")
    )
    related = [each for each in (tag.head, *tag.lines) if model._meta.get_field(each).is_relation]
    code = f"{model._meta.model_name}-label"
    return label_print(code, title, model, tell, tag.paper, related)
