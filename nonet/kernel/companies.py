"""The particulars of the company at work, changed by its own people; what its books stand on stays as it is."""

from collections.abc import Callable
from zoneinfo import available_timezones

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import forget_zones
from nonet.kernel.errors import InvalidInput
from nonet.kernel.models import Company
from nonet.kernel.verbs import verb


@verb("kernel.save_company")
def save_company(
    *,
    name: str | None = None,
    country: str | None = None,
    language: str | None = None,
    timezone: str | None = None,
    tax_number: str | None = None,
) -> None:
    """Change name, country, language, time zone or tax number of the company at work; what is left out stays.

    Currency, chart of accounts and costing method are what its books were begun with, and do not change.

    Raises
    ------
    InvalidInput
        When a value cannot be used; then nothing is changed.
    """
    given = {
        "name": name,
        "country": country,
        "language": language,
        "timezone": timezone,
        "tax_number": tax_number,
    }
    told = {field: _clean(field, value) for field, value in given.items() if value is not None}
    company = Company.objects.select_for_update(no_key=True).get(pk=current_company_id())
    if any(getattr(company, field) != value for field, value in told.items()):
        Company.objects.filter(pk=company.pk).update(**told)
        forget_zones()


def _clean(field: str, value: str) -> str:
    """Return a value as it is kept; raise ``InvalidInput`` when it cannot be."""
    value = value.strip().upper() if field == "country" else value.strip()
    longest = int(getattr(Company._meta.get_field(field), "max_length", 0))
    if len(value) > longest or "\0" in value:
        raise InvalidInput(field, _("has at most %(count)s characters") % {"count": longest})
    if field in _FITS and not _FITS[field][0](value):
        raise InvalidInput(field, _(_FITS[field][1]))
    return value


_FITS: dict[str, tuple[Callable[[str], bool], str]] = {
    "name": (bool, gettext_noop("is missing; a company has one")),
    "country": (
        lambda value: len(value) == 2 and value.isascii() and value.isalpha(),
        gettext_noop("is no country code; use two letters such as CN or GB"),
    ),
    "language": (
        lambda value: value in dict(settings.LANGUAGES),
        gettext_noop("is none that Nonet speaks; use zh-hans, zh-hant or en"),
    ),
    "timezone": (
        lambda value: value in available_timezones(),
        gettext_noop("is no time zone; use a name such as Asia/Shanghai"),
    ),
}
