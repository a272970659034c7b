"""The words in which a room says what of it can be printed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from nonet.kernel.errors import NonetError
from nonet.kit.printing.sheets import Column

Gather = Callable[[Sequence[int], Mapping[str, str]], list[Any]]


@dataclass(frozen=True, slots=True)
class Print:
    """A form on which documents or masters are printed.

    Parameters
    ----------
    subject : str
        What it is a print of: the code of a document type (``sales_order``), or a model (``items.item``).
    gather : Gather
        Returns a ``Sheet`` (or ``Label``) for each id, in the language at work; the second argument holds ``options``.
    form : str
        The typesetting: ``document``, ``voucher``, ``ledger`` or ``label``.
    columns : Sequence[Column]
        The columns of the table; a layout may choose among them.
    paper : str
        The paper when no layout says another.
    party : str
        The path to whose language is spoken; empty for papers of the house.
    options : Sequence[str]
        Names of what may be asked for beside: ``from``, ``until``, ``copies``.
    is_legal : bool
        Prints after the first are marked as copies.
    parts : Sequence[str]
        What is shown beside the table unless a layout says otherwise; see ``layouts.PARTS``.
    """

    code: str
    title: Any
    subject: str
    model: type[models.Model]
    gather: Gather
    form: str = "document"
    columns: Sequence[Column] = ()
    paper: str = "a4"
    party: str = ""
    options: Sequence[str] = ()
    is_legal: bool = False
    parts: Sequence[str] = ("logo", "address", "barcode", "signers", "page")
    where: Mapping[str, Any] = field(default_factory=dict)
    permission: str = ""

    @property
    def read(self) -> str:
        """Return the permission to print: that to read the table."""
        concrete = self.model._meta.concrete_model or self.model
        return self.permission or f"{concrete._meta.app_label}.read"


class PrintUnknown(NonetError):
    """There is no such form."""

    code = "print_unknown"

    def __init__(self, code: str, known: str) -> None:
        super().__init__(print=code, known=known)

    def template(self) -> str:
        return _("There is no form %(print)s to print on; choose from %(known)s.")


_prints: dict[str, Print] = {}


def install(prints: Sequence[Print]) -> None:
    """Make prints known; called once by the composition root."""
    _prints.update({each.code: each for each in prints})


def prints() -> list[Print]:
    """Return all prints in the order of their declaration."""
    return list(_prints.values())


def prints_of(subject: str) -> list[Print]:
    """Return the prints of a document type or model."""
    return [each for each in _prints.values() if each.subject == subject]


def print_named(code: str, subject: str = "") -> Print:
    """Return a print by its code, or the first of a subject; raises ``PrintUnknown`` naming those that there are."""
    known = prints_of(subject) if subject else prints()
    found = next((each for each in known if each.code == code or not code), None)
    if found is None:
        raise PrintUnknown(code, ", ".join(each.code for each in known))
    return found


def subject_of(model: type[models.Model], document: str = "") -> str:
    """Return what a model's pages are a print of."""
    concrete = model._meta.concrete_model or model
    return document or str(concrete._meta.label_lower)
