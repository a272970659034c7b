"""What a company asks of who signs in."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import InvalidInput
from nonet.kernel.models import Company, Role
from nonet.kernel.policy import forget_policies
from nonet.kernel.verbs import verb

SECOND_FACTOR = "second_factor_roles"


@verb("kernel.ask_second_factor")
def ask_second_factor(*, roles: Sequence[str]) -> None:
    """Ask everybody who holds one of these roles for a second factor; nobody else is asked any more."""
    known = set(Role.objects.values_list("code", flat=True))
    unknown = [each for each in roles if each not in known]
    if unknown:
        told = {"role": unknown[0], "known": ", ".join(sorted(known))}
        raise InvalidInput("roles", _("%(role)r is none of %(known)s") % told)
    company = Company.objects.select_for_update().get(pk=current_company_id())
    policy = {**company.policy, SECOND_FACTOR: sorted(set(roles))}
    Company.objects.filter(pk=company.pk).update(policy=policy)
    forget_policies()
