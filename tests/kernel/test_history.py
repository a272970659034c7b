"""Former versions read back as changes: what, from, to, by whom, by which verb."""

import pytest

from nonet.kernel.actor import Actor, acting, acting_as_system
from nonet.kernel.history import changes_of, event_model_of, recent_changes
from nonet.kernel.models import Company, Role, Unit, User
from nonet.kernel.sql import counting
from nonet.kernel.verbs import verb

pytestmark = pytest.mark.django_db


@verb("tests.rename_roles")
def rename_roles(*, ids: list[int], name: str) -> None:
    """Rename roles."""
    Role.objects.filter(pk__in=ids).update(name=name)


@pytest.fixture
def roles() -> list[Role]:
    company = Company.objects.create(code="one", name="one")
    return Role.everywhere.bulk_create(
        Role(company=company, code=f"r{n}", name=f"Role {n}") for n in range(5)
    )


def rename(roles: list[Role], name: str) -> User:
    user, _ = User.objects.get_or_create(username="anna", defaults={"full_name": "Anna"})
    with acting(Actor(roles[0].company_id, user.pk, frozenset({"*"}), source="desk")):
        rename_roles(ids=[each.pk for each in roles], name=name)
    for each in roles:
        each.refresh_from_db()
    return user


def test_changes_tell_before_and_after_newest_first(roles: list[Role]) -> None:
    user = rename(roles[:1], "Second")
    rename(roles[:1], "Third")
    with acting_as_system(roles[0].company_id):
        newest, older = changes_of(roles[:1])
    assert [(each.field, each.before, each.after) for each in newest.fields] == [("name", "Second", "Third")]
    assert [(each.field, each.before, each.after) for each in older.fields] == [("name", "Role 0", "Second")]
    assert (newest.user_id, newest.user, newest.verb, newest.source) == (
        user.pk,
        "Anna",
        "tests.rename_roles",
        "desk",
    )


def test_bulk_changes_are_seen_and_read_in_few_statements(roles: list[Role]) -> None:
    rename(roles, "All")
    with acting_as_system(roles[0].company_id), counting() as seen:
        changes = changes_of(roles)
    assert len(changes) == 5
    assert len(seen) <= 2


def test_changes_of_another_company_are_not_told(roles: list[Role]) -> None:
    rename(roles, "All")
    other = Company.objects.create(code="two", name="two")
    with acting_as_system(other.pk):
        assert changes_of(roles) == []
        assert recent_changes([Role]) == []


def test_removed_rows_leave_a_trace(roles: list[Role]) -> None:
    gone = Role(pk=roles[0].pk, company_id=roles[0].company_id)
    Role.everywhere.filter(pk=roles[0].pk).delete()
    with acting_as_system(roles[0].company_id):
        (change,) = changes_of([gone])
    assert (change.kind, change.fields) == ("deleted", ())


def test_what_is_not_audited_has_no_history(roles: list[Role]) -> None:
    assert event_model_of(Unit) is None
    with acting_as_system(roles[0].company_id):
        assert changes_of([Unit(code="X")]) == []


def test_recent_changes_of_a_table(roles: list[Role]) -> None:
    rename(roles[:2], "New")
    with acting_as_system(roles[0].company_id):
        assert {each.object_id for each in recent_changes([Role])} == {roles[0].pk, roles[1].pk}


def test_former_versions_of_users_keep_no_password() -> None:
    user = User.objects.create_user("anna", password="first secret", full_name="Anna")
    user.set_password("second secret")
    user.full_name = "Anna B."
    user.save()
    events = event_model_of(User)
    assert events is not None
    (former,) = events._default_manager.filter(pgh_obj_id=user.pk).values()
    assert former["full_name"] == "Anna" and "password" not in former
    user.set_password("third secret")
    user.save()
    assert events._default_manager.filter(pgh_obj_id=user.pk).count() == 1
