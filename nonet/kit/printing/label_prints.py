"""Labels of masters, declared by what one row says."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import models

from nonet.kit.printing.declaring import Print
from nonet.kit.printing.labels import Label

OPTIONS = ("size", "copies", "format")


def label_print(
    code: str,
    title: Any,
    model: type[models.Model],
    tell: Callable[[Any], Label],
    paper: str,
    with_rows: Sequence[str] = (),
) -> Print:
    """Return the form that prints a label for each row, on paper or in the language of label printers.

    ``tell`` makes the label of a row, ``with_rows`` names the rows beside it that are read along.
    """

    def gather(ids: Sequence[int], options: Mapping[str, str]) -> list[Label]:
        manager: Any = getattr(model, "objects", model._default_manager)
        rows = manager.filter(pk__in=list(ids)).order_by("pk")
        return [tell(each) for each in (rows.select_related(*with_rows) if with_rows else rows)]

    subject = str(model._meta.label_lower)
    return Print(code, title, subject, model, gather, "label", paper=paper, options=OPTIONS)
