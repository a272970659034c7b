"""A release brings the ready roles of companies what is new in them, and nothing that a company took away."""

from collections.abc import Iterator

import pytest

from nonet.kernel import ready_roles
from nonet.kernel.actor import acting_as_system
from nonet.kernel.history import changes_of
from nonet.kernel.models import Company, Role
from nonet.kernel.ready_roles import renew_all_roles
from nonet.kernel.role_templates import ROLES
from nonet.kernel.roles import install_roles

CLERK = next(each for each in ROLES if each.code == "clerk")


@pytest.fixture
def companies(db: None) -> Iterator[list[Company]]:
    made = [Company.objects.create(code=code, name=code) for code in ("one", "two")]
    for each in made:
        with acting_as_system(each.pk):
            install_roles()
    return made


def clerk(company: Company) -> Role:
    return Role.everywhere.get(company=company, code="clerk")


def release(monkeypatch: pytest.MonkeyPatch, *verbs: str) -> None:
    declared = {**ready_roles.DECLARED, "clerk": frozenset(verbs)}
    monkeypatch.setattr(ready_roles, "DECLARED", declared)


def test_nothing_is_written_while_nothing_is_new(companies: list[Company]) -> None:
    assert renew_all_roles() == 0
    assert changes_of([]) == [] and sorted(clerk(companies[0]).given) == sorted(CLERK.verbs)


def test_a_role_left_as_it_came_follows_its_declaration(
    companies: list[Company], monkeypatch: pytest.MonkeyPatch
) -> None:
    release(monkeypatch, "erp.sell_at_once", "parties.*")
    assert renew_all_roles() == 2
    for each in companies:
        assert clerk(each).verbs == ["erp.sell_at_once", "parties.*"]
    assert renew_all_roles() == 0
    with acting_as_system(companies[0].pk):
        (change,) = changes_of([clerk(companies[0])])
    assert change.verb == "kernel.renew_roles" and [each.field for each in change.fields] == ["verbs"]


def test_what_a_company_took_away_stays_away(
    companies: list[Company], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = sorted({*CLERK.verbs, "money.settle"} - {"money.post_invoices", "parties.*"})
    Role.everywhere.filter(pk=clerk(companies[0]).pk).update(verbs=kept)
    release(monkeypatch, *CLERK.verbs, "erp.new_verb")
    renew_all_roles()
    assert clerk(companies[0]).verbs == sorted([*kept, "erp.new_verb"])
    assert clerk(companies[1]).verbs == sorted([*CLERK.verbs, "erp.new_verb"])


def test_a_companys_own_role_is_its_own(companies: list[Company], monkeypatch: pytest.MonkeyPatch) -> None:
    own = Role.everywhere.create(company=companies[0], code="driver", name="Driver", verbs=["stock.read"])
    release(monkeypatch, "erp.new_verb")
    renew_all_roles()
    own.refresh_from_db()
    assert own.verbs == ["stock.read"]
