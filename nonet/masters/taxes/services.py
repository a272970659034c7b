"""The verbs over tax codes: the company's own, and those its country starts it with."""

import csv
import datetime as dt
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from django.utils.translation import gettext as _
from stdnum.eu.vat import MEMBER_STATES

from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import InvalidInput
from nonet.kernel.models import Company
from nonet.kernel.verbs import verb
from nonet.masters.saving import InUse, Plan, Row, Saved, save_rows
from nonet.masters.saving.checks import require_country
from nonet.masters.taxes.models import TaxCode

WITHOUT_TAX = ("zero", "exempt", "reverse_charge", "out_of_scope")


def _check(tax: TaxCode) -> None:
    if not 0 <= tax.rate < 1:
        raise InvalidInput("rate", _("is a share of one; write 13 % as 0.13"))
    if tax.rate and tax.kind in WITHOUT_TAX:
        raise InvalidInput("rate", _("is 0 for this kind of tax code"))
    if tax.valid_from and tax.valid_until and tax.valid_until < tax.valid_from:
        raise InvalidInput("valid_until", _("lies before valid_from; exchange them or leave it open"))
    if tax.country:
        require_country(tax)


TAX = Plan(
    TaxCode,
    fields=(
        "code",
        "name",
        "rate",
        "kind",
        "use",
        "country",
        "valid_from",
        "valid_until",
        "recoverable",
        "active",
    ),
    check=_check,
    frozen=("rate", "kind"),
)


@verb("taxes.save_tax_codes")
def save_tax_codes(*, tax_codes: Sequence[Row], in_use: InUse | None = None) -> Saved:
    """Create tax codes, or change those whose code is known; a new rate of the law is a new code.

    ``in_use`` returns which of those given by id are in use: their rate and kind stay as they are.
    """
    return save_rows(TAX, tax_codes, in_use)


@verb("taxes.install_taxes")
def install_taxes(*, country: str = "") -> Saved:
    """Give the company the tax codes of a country (its own, by default); those it has by code stay as they are.

    Members of the European Union also get the Union's codes; every company gets the one outside any tax.
    """
    company = Company.objects.get(pk=current_company_id())
    wanted = _wanted(country or company.country)
    known = set(TaxCode.objects.values_list("code", flat=True))
    rows = [_row(each, company.language) for each in _table() if each["country"] in wanted]
    return save_tax_codes(tax_codes=[row for row in rows if row["code"] not in known])


def _wanted(country: str) -> set[str]:
    in_union = country.lower() in MEMBER_STATES
    return {country.upper(), "", *(["EU"] if in_union else [])}


def default_countries() -> list[str]:
    """Return the countries whose tax codes are known."""
    return sorted({each["country"] for each in _table()} - {"", "EU"})


@cache
def _table() -> tuple[dict[str, str], ...]:
    text = files("nonet.masters.taxes.data").joinpath("tax_codes.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def _row(line: dict[str, str], language: str) -> Row:
    names = {"zh-hans": line["name_zh_hans"], "zh-hant": line["name_zh_hant"]}
    return {
        "code": line["code"],
        "name": names.get(language, line["name"]),
        "rate": line["rate"],
        "kind": line["kind"],
        "use": line["use"],
        "country": "" if line["country"] == "EU" else line["country"],
        "recoverable": line["recoverable"] == "yes",
        "valid_from": _day(line["valid_from"]),
        "valid_until": _day(line["valid_until"]),
    }


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
