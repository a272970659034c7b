"""The particulars of a company, changed by its own people."""

from typing import Any

import pytest

from nonet.kernel.actor import Actor, acting
from nonet.kernel.clock import zone
from nonet.kernel.companies import save_company
from nonet.kernel.errors import InvalidInput, PermissionMissing
from nonet.kernel.history import changes_of
from nonet.kernel.models import Company


@pytest.fixture
def company(db: None) -> Any:
    made = Company.objects.create(code="own", name="Own")
    Company.objects.create(code="other", name="Other")
    with acting(Actor(made.pk, None, frozenset({"kernel.save_company"}))):
        yield made


def test_what_is_named_is_changed_here_alone(company: Company) -> None:
    assert str(zone()) == "Asia/Shanghai"
    save_company(name=" 自家 ", country="tw", timezone="Asia/Taipei")
    company.refresh_from_db()
    assert (company.name, company.country, company.language) == ("自家", "TW", "zh-hans")
    assert str(zone()) == "Asia/Taipei"
    assert Company.objects.get(code="other").name == "Other"
    (change,) = changes_of([company])
    assert change.verb == "kernel.save_company" and {each.field for each in change.fields} == {
        "name",
        "country",
        "timezone",
    }


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"country": "CHN"}, {"language": "xx"}, {"timezone": "Mars"}, {"tax_number": "9" * 99}],
)
def test_what_cannot_be_used_changes_nothing(company: Company, wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        save_company(**{"name": "New", **wrong})
    assert refused.value.params["field"] == next(iter(wrong))
    company.refresh_from_db()
    assert company.name == "Own"


def test_it_takes_the_permission(company: Company) -> None:
    with acting(Actor(company.pk, None, frozenset({"kernel.read"}))), pytest.raises(PermissionMissing):
        save_company(name="New")
