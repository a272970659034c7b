"""A statement that reads or writes rows of companies without naming a company fails the test that runs it."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps

from nonet.kernel import sql

_TABLES: set[str] = set()
_TEXT = re.compile(r"'[^']*'")
_WORD = re.compile(r"\b[a-z]+_[a-z]+\b")


def company_tables() -> set[str]:
    """Return the tables whose rows belong to companies."""
    if not _TABLES:
        _TABLES.update(
            model._meta.db_table
            for model in apps.get_models()
            if any(field.name == "company" for field in model._meta.fields)
        )
    return _TABLES


def forgets_company(statement: str) -> bool:
    """Return whether a statement touches rows of companies and never speaks of one."""
    bare = _TEXT.sub("", statement)
    if "company" in bare.lower() or bare.startswith("LOCK TABLE"):
        return False
    return bool(company_tables() & set(_WORD.findall(bare)))


def _asked_by_product() -> bool:
    """Return whether the statement at hand comes from the product; tests may look at what they like."""
    frame = sys._getframe(2)
    while frame.f_code.co_filename.endswith("kernel/sql.py"):
        frame = frame.f_back  # type: ignore[assignment]
    return "/nonet/" in frame.f_code.co_filename


@contextmanager
def no_statement_without_company() -> Iterator[None]:
    """Fail at the end of the block when a statement of the hot paths forgot the company."""
    forgetful: list[str] = []

    def look(statement: str) -> None:
        if forgets_company(statement) and _asked_by_product():
            forgetful.append(" ".join(statement.split())[:300])

    with sql.watching(look):
        yield
    assert not forgetful, f"statements that name no company: {forgetful}"
