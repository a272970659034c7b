"""What a company lets run by itself and what it tolerates, changed by its own people."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import InvalidInput
from nonet.kernel.models import Company
from nonet.kernel.policy import forget_policies
from nonet.kernel.verbs import verb

STEPS = ("reserve", "invoice", "post")
"""Steps of flows that may run by themselves."""
MOST_MEGABYTES = 1_000_000


@verb("kernel.save_policy")
def save_policy(*, policy: Mapping[str, Any]) -> None:
    """Change what is named of the policy of the company at work; null brings back what holds without it.

    Parameters
    ----------
    policy : Mapping[str, Any]
        ``automatic``: steps that run by themselves, of reserve, invoice and post. ``purchase_approval_above``: purchase
        orders above that amount, in the company's currency, are confirmed only by who may approve them.
        ``bill_price_tolerance`` and ``bill_quantity_tolerance``: shares, such as 0.02, by which a supplier's bill may
        go beyond what was ordered and handed over. ``attachments_mb``: room for files, in megabytes.

    Raises
    ------
    InvalidInput
        When a name is unknown or a value cannot be used; then nothing is changed.
    """
    unknown = [name for name in policy if name not in _KEPT]
    if unknown:
        named = {"name": unknown[0], "known": ", ".join(_KEPT)}
        raise InvalidInput("policy", _("%(name)r is none of %(known)s") % named)
    told = {name: None if value is None else _kept(name, value) for name, value in policy.items()}
    company = Company.objects.select_for_update(no_key=True).get(pk=current_company_id())
    after = {name: value for name, value in {**company.policy, **told}.items() if value is not None}
    if after != company.policy:
        Company.objects.filter(pk=company.pk).update(policy=after)
        forget_policies()


def _kept(name: str, value: Any) -> Any:
    read, wrong = _KEPT[name]
    try:
        return read(value)
    except (InvalidOperation, ValueError, TypeError) as error:
        raise InvalidInput(f"policy.{name}", _(wrong)) from error


def _steps(value: Sequence[str]) -> list[str]:
    if isinstance(value, str) or not set(value) <= set(STEPS):
        raise ValueError
    return [step for step in STEPS if step in value]


def _between(least: int, most: int) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        number = Decimal(str(value))
        if not least <= number <= most:
            raise ValueError
        return f"{number.normalize():f}"

    return read


def _megabytes(value: Any) -> int:
    return int(_between(1, MOST_MEGABYTES)(value))


_SHARE = gettext_noop("is no share from 0 to 1, such as 0.02")
_KEPT: dict[str, tuple[Callable[[Any], Any], str]] = {
    "automatic": (_steps, gettext_noop("names a step that cannot run by itself; use reserve, invoice, post")),
    "purchase_approval_above": (_between(0, 10**15), gettext_noop("is no amount of 0 or more")),
    "bill_price_tolerance": (_between(0, 1), _SHARE),
    "bill_quantity_tolerance": (_between(0, 1), _SHARE),
    "attachments_mb": (_megabytes, gettext_noop("is no whole number of megabytes from 1 to 1,000,000")),
}
