"""Databases of the measurements' own, on the server that Nonet uses, so that nobody's data are touched.

What takes long to fill is filled once, kept as a template and copied for each run.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

MIGRATIONS = ("nonet/**/migrations/*.py",)
FILLERS = (*MIGRATIONS, "bench/company.py", "bench/history.py", "bench/playing.py")
FLOOR_FILLERS = ("bench/floor*.py",)
ROOT = Path(__file__).resolve().parent.parent


def conninfo(name: str) -> dict[str, Any]:
    """Return the keywords with which psycopg reaches the database ``name`` of this server."""
    known = connection.get_connection_params()
    wanted = {key: known[key] for key in ("host", "port", "user", "password") if known.get(key)}
    return {**wanted, "dbname": name}


def use(name: str) -> None:
    """Have Django work on the database ``name`` from now on in this process."""
    connection.close()
    connection.settings_dict["NAME"] = name


@contextmanager
def server() -> Iterator[psycopg.Connection]:
    """Yield a connection to the server itself, outside of transactions."""
    with psycopg.connect(**conninfo("postgres"), autocommit=True) as opened:
        yield opened


def create(name: str, template: str = "template0") -> None:
    """Make the database ``name`` anew, empty or as a copy of a template."""
    with server() as opened:
        opened.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        opened.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def drop(name: str) -> None:
    """Remove the database ``name``, whoever is connected."""
    with server() as opened:
        opened.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def exists(name: str) -> bool:
    """Return whether there is a database of that name."""
    with server() as opened:
        return opened.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def rename(name: str, other: str) -> None:
    """Give a database another name; nobody may be connected."""
    with server() as opened:
        opened.execute(f'ALTER DATABASE "{name}" RENAME TO "{other}"')


def copy(name: str, kind: str, fill: Callable[[str], None], *, fresh: bool = False) -> None:
    """Make ``name`` as a copy of the template ``kind``; ``fill`` makes the template when there is none.

    A template of another release is thrown away; ``fresh`` throws away the present one too.
    """
    wanted = f"nonet_bench_{kind}_{fingerprint(FLOOR_FILLERS if kind == 'floor' else FILLERS)}"
    with server() as opened:
        rows = opened.execute(
            "SELECT datname FROM pg_database WHERE datname ~ %s", [f"^nonet_bench_{kind}_[0-9a-f]{{10}}"]
        ).fetchall()
    known = {row[0] for row in rows}
    for old in known if fresh else known - {wanted}:
        drop(old)
    if fresh or wanted not in known:
        draft = f"{wanted}_draft"
        create(draft)
        fill(draft)
        with server() as opened:
            opened.execute(f'ALTER DATABASE "{draft}" RENAME TO "{wanted}"')
    create(name, wanted)


def fingerprint(patterns: Sequence[str]) -> str:
    """Return a short digest of the files that decide how a filled database looks; comments do not count."""
    digest = hashlib.sha256()
    for file in sorted(each for pattern in patterns for each in ROOT.glob(pattern)):
        lines = (line for line in file.read_text().splitlines() if not line.startswith("#"))
        digest.update("\n".join((str(file.relative_to(ROOT)), *lines)).encode())
    return digest.hexdigest()[:10]
