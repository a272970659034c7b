"""What runs by itself and what is tolerated, changed by name; what cannot be is refused, and nothing changes."""

from typing import Any

import pytest

from nonet.kernel.actor import Actor, acting
from nonet.kernel.errors import InvalidInput, PermissionMissing
from nonet.kernel.history import changes_of
from nonet.kernel.models import Company
from nonet.kernel.policies import save_policy
from nonet.kernel.policy import is_automatic


@pytest.fixture
def company(db: None) -> Any:
    made = Company.objects.create(
        code="own", name="Own", policy={"automatic": ["post"], "second_factor_roles": ["owner"]}
    )
    Company.objects.create(code="other", name="Other")
    with acting(Actor(made.pk, None, frozenset({"kernel.save_policy"}))):
        yield made


def test_what_is_named_is_changed_and_holds_at_once(company: Company) -> None:
    assert not is_automatic("invoice")
    save_policy(policy={"automatic": ["invoice", "reserve"], "bill_price_tolerance": "0.050"})
    assert is_automatic("invoice") and not is_automatic("post")
    company.refresh_from_db()
    assert company.policy == {
        "automatic": ["reserve", "invoice"],
        "bill_price_tolerance": "0.05",
        "second_factor_roles": ["owner"],
    }
    save_policy(policy={"bill_price_tolerance": None})
    company.refresh_from_db()
    assert "bill_price_tolerance" not in company.policy
    assert Company.objects.get(code="other").policy == {}
    assert {change.verb for change in changes_of([company])} == {"kernel.save_policy"}


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"automatic": ["ship"]}, "automatic"),
        ({"automatic": "post"}, "automatic"),
        ({"purchase_approval_above": "-1"}, "purchase_approval_above"),
        ({"bill_quantity_tolerance": "two"}, "bill_quantity_tolerance"),
        ({"attachments_mb": "NaN"}, "attachments_mb"),
        ({"second_factor_roles": []}, "second_factor_roles"),
    ],
)
def test_what_cannot_be_is_refused_by_name(company: Company, wrong: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidInput, match=named):
        save_policy(policy={"automatic": [], **wrong})
    company.refresh_from_db()
    assert company.policy["automatic"] == ["post"]


def test_it_needs_the_right(company: Company) -> None:
    with acting(Actor(company.pk, None, frozenset())), pytest.raises(PermissionMissing):
        save_policy(policy={})
