"""Tax and identity numbers: their forms and check digits, by country and kind of party."""

import datetime as dt
import re
from collections.abc import Callable

from django.utils.translation import gettext as _
from stdnum.cn import ric, uscc
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError
from stdnum.gb import vat as gb_vat
from stdnum.util import get_cc_module

from nonet.masters.parties.errors import TaxNumberInvalid

_USCC_ISSUERS = re.compile(r"[1-9ANY][1-9]")
_REGION = re.compile(r"(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])")
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_GENERIC = re.compile(r"[0-9A-Z][0-9A-Z./-]{3,29}")


def is_credit_code(number: str) -> bool:
    """Return whether it is a 统一社会信用代码 (GB 32100-2015): 18 places, the last one checking the others."""
    if len(number) != 18 or not _USCC_ISSUERS.match(number) or not number[2:8].isdigit():
        return False
    try:
        return number[17] == uscc.calc_check_digit(number[:17])
    except ValueError:
        return False


def is_organisation_code(number: str) -> bool:
    """Return whether it is an organisation code (GB 11714-1997): eight places and a check digit."""
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", number):
        return False
    total = sum(int(place, 36) * weight for place, weight in zip(number, _ORGANISATION_WEIGHTS, strict=False))
    return number[8] == "0123456789X0"[11 - total % 11]


def is_old_tax_number(number: str) -> bool:
    """Return whether it is a 15-digit tax number from before 2015: a region, then an organisation code.

    Sole traders had their 15-digit identity number instead: a region, then a date of birth.
    """
    if len(number) != 15 or not number[:6].isdigit() or not _REGION.match(number):
        return False
    return is_organisation_code(number[6:]) or (number.isdigit() and _is_date("19" + number[6:12]))


def is_resident_id(number: str) -> bool:
    """Return whether it is a Chinese resident identity number (GB 11643-1999): region, birth, check digit."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number) or not _REGION.match(number):
        return False
    return _is_date(number[6:14]) and number[17] == ric.calc_check_digit(number)


def _is_date(text: str) -> bool:
    try:
        return dt.datetime.strptime(text, "%Y%m%d").date() <= dt.date.today()  # noqa: DTZ007, DTZ011
    except ValueError:
        return False


def _chinese(number: str) -> str | None:
    if number.startswith("CN") and len(number) in (17, 20):
        number = number[2:]
    checks = (is_credit_code, is_old_tax_number, is_resident_id)
    return number if any(check(number) for check in checks) else None


def _british(number: str) -> str | None:
    try:
        return "GB" + gb_vat.validate(number.removeprefix("GB"))
    except ValidationError:
        return None


def _european(country: str) -> Callable[[str], str | None]:
    prefix = {"GR": "EL"}.get(country, country)

    def check(number: str) -> str | None:
        body = number.removeprefix(prefix).removeprefix(country)
        for candidate in (prefix + body, number):
            try:
                return str(eu_vat.validate(candidate))
            except ValidationError:
                continue
        return None

    return check


def _elsewhere(country: str) -> Callable[[str], str | None]:
    module = get_cc_module(country.lower(), "vat") if country else None

    def check(number: str) -> str | None:
        if not _GENERIC.fullmatch(number):
            return None
        if module is None:
            return number
        try:
            return str(module.validate(number))
        except ValidationError:
            return None

    return check


def _checker(country: str) -> tuple[Callable[[str], str | None], str]:
    if country == "CN":
        return _chinese, _("统一社会信用代码, 15-digit tax number or identity number")
    if country == "GB":
        return _british, _("UK VAT number")
    if country.lower() in eu_vat.MEMBER_STATES:
        return _european(country), _("EU VAT number of %s") % country
    return _elsewhere(country), _("tax number of %s") % (country or "?")


def clean_tax_number(number: str, country: str) -> str:
    """Return a tax number in its plain form, without blanks and separators.

    China: a 统一社会信用代码, a 15-digit tax number or an identity number; United Kingdom and European Union: VAT
    numbers with their prefix and check digits; elsewhere the country's own check where it is known, else
    letters, digits, dots, slashes and dashes.

    Raises
    ------
    TaxNumberInvalid
        When form or check digit is wrong.
    """
    plain = re.sub(r"\s", "", number).upper()
    if country in ("CN", "GB") or country.lower() in eu_vat.MEMBER_STATES:
        plain = re.sub(r"[-.]", "", plain)
    check, form = _checker(country)
    found = check(plain)
    if found is None:
        raise TaxNumberInvalid(number, form)
    return found
