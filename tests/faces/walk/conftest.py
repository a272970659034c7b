"""A company with one of everything, another company, and a way to see whether anything was changed or told."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client

from nonet.kernel.models import Company, User
from nonet.kernel.role_templates import ROLES
from tests.faces.conftest import Office, build_office

ROLE_CODES = [each.code for each in ROLES]
# What reading leaves behind by its nature: who came when, what was printed or exported, how a list is shown to
# oneself, and what is counted.
TRACES = {
    "django_session",
    "usersessions_usersession",
    "kernel_signinevent",
    "kernel_ratewindow",
    "kernel_cache",
    "django_migrations",
    "printing_printrecord",
    "kernel_jobrun",
    "views_listchoice",
}
Snapshot = dict[str, tuple[int, int]]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Office]:
    """Build the companies once for all walks of a file; nothing is kept."""
    with django_db_blocker.unblock(), _undone():
        office = build_office()
        for role in ROLE_CODES[1:]:
            office.member(role)
        yield office


@pytest.fixture
def office(world: Office, django_db_blocker: Any, settings: Any) -> Iterator[Office]:
    """Give each walk the companies as they were built."""
    settings.API_REQUESTS = settings.API_STRANGER_REQUESTS = 1_000_000
    with django_db_blocker.unblock(), _undone():
        yield world


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def browser(user: User | None) -> Client:
    """Return a browser in which a user has signed in, or nobody has."""
    client = Client(headers={"accept-language": "en"}, raise_request_exception=False)
    if user is not None:
        client.force_login(user)
        client.get("/desk/company/")  # the session begins
    return client


@pytest.fixture
def snapshot(office: Office) -> Callable[..., Snapshot]:
    """Return a way to see all rows of the database, or those of the office's company, as a number a table."""
    columns = _columns()

    def seen(mine_only: bool = False) -> Snapshot:
        parts = [
            f"SELECT '{table}', count(*), coalesce(sum(hashtext(t::text)::bigint), 0) FROM \"{table}\" AS t"
            + (_mine(table, names, office.world.company.pk) if mine_only else "")
            for table, names in sorted(columns.items())
        ]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts))
            return {table: (count, content) for table, count, content in cursor.fetchall()}

    return seen


def _mine(table: str, names: set[str], company_id: int) -> str:
    """Return the condition that keeps to the rows of one company; a table that companies share is seen whole."""
    own = {"kernel_company": "id", "kernel_companyevent": "pgh_obj_id"}
    column = own.get(table, "company_id")
    return f" WHERE {column} = {company_id}" if column in names else ""


def _columns() -> dict[str, set[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name, c.column_name FROM information_schema.columns AS c"
            " JOIN information_schema.tables AS t USING (table_schema, table_name)"
            " WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'"
        )
        found: dict[str, set[str]] = {}
        for table, column in cursor.fetchall():
            if table not in TRACES and not table.startswith("procrastinate"):
                found.setdefault(table, set()).add(column)
    return found


def changed(before: Snapshot, after: Snapshot) -> list[str]:
    """Return the tables that are not as they were."""
    return [table for table in after if after[table] != before.get(table)]


@pytest.fixture(scope="module")
def secrets(world: Office) -> list[bytes]:
    """Return texts that only the office's company knows: names and numbers of its people, goods and documents."""
    mine = _texts(world.world.company)
    theirs = _texts(Company.objects.get(code="other"))
    return [each.encode() for each in sorted(mine - theirs)]


def _texts(company: Company) -> set[str]:
    found: set[str] = set()
    for model in apps.get_models():
        names = {field.name for field in model._meta.fields}
        shared = model._meta.label == "money.Account"  # both charts name accounts as the law does
        if "company" not in names or shared or hasattr(model, "pgh_tracked_model"):
            continue
        for name in names & {"number", "name", "external_number", "code"}:
            found |= set(model._base_manager.filter(company_id=company.pk).values_list(name, flat=True))
    return {each for each in found if isinstance(each, str) and _is_telling(each)}


def _is_telling(text: str) -> bool:
    """Return whether a text could come from the company's rows only: a number, or Chinese on an English page."""
    return len(text) >= 4 and bool(re.search(r"[\u4e00-\u9fff]|[A-Z]{2}\d{4}", text))


def told(content: bytes, secrets: list[bytes]) -> list[str]:
    """Return the secrets that an answer tells."""
    return [each.decode() for each in secrets if each in content]
