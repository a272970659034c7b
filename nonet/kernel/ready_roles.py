"""Ready roles of companies that are there already: a release brings them what is new in their declaration."""

from nonet.kernel.actor import acting_as_system
from nonet.kernel.models import Role
from nonet.kernel.role_templates import ROLES
from nonet.kernel.verbs import verb

DECLARED = {each.code: frozenset(each.verbs) for each in ROLES}


def renew_all_roles() -> int:
    """Renew the ready roles of every company and return how many were changed; run when a release is brought in."""
    behind = {
        company_id
        for company_id, code, given in Role.everywhere.filter(code__in=DECLARED).values_list(
            "company_id", "code", "given"
        )
        if frozenset(given) != DECLARED[code]
    }
    changed = 0
    for company_id in sorted(behind):
        with acting_as_system(company_id):
            changed += len(renew_roles())
    return changed


@verb("kernel.renew_roles")
def renew_roles() -> list[int]:
    """Bring the company's ready roles what is new in their declaration; return the ids of those changed.

    What the company took away stays away. A role that it never changed follows its declaration in what that has
    dropped, too.
    """
    changed: list[Role] = []
    for role in Role.objects.select_for_update().filter(code__in=DECLARED).order_by("pk"):
        declared, given, verbs = DECLARED[role.code], frozenset(role.given), frozenset(role.verbs)
        if declared == given:
            continue
        role.verbs = sorted(declared if verbs == given else verbs | (declared - given))
        role.given = sorted(declared)
        changed.append(role)
    Role.objects.bulk_update(changed, ["verbs", "given"])
    return [each.pk for each in changed]
