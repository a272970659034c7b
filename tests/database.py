"""The databases of a test run: copied from one template that is migrated once for each set of migrations.

Migrating takes many seconds, copying a tenth of one. The template is kept on the run's server and made anew
when a migration or a dependency changes.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.db import connection

from nonet.kernel.migrating import migrate_database

ROOT = Path(__file__).resolve().parent.parent


def make_test_database() -> str:
    """Make the database of this process as a copy of the template, and let Django use it; return its name."""
    name = connection.creation._get_test_db_name()
    with _locked(), _server() as server:
        _keep_plans_sane(server)
        template = _template(server)
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    _use(name)
    return name


def _keep_plans_sane(server: Any) -> None:
    """Keep autovacuum from noting, between two tests that roll back, that the tables are empty and stay so."""
    if os.environ.get("NONET_TEST_CLAIMED") and not os.environ.get("NONET_DATABASE_URL"):
        server.execute("ALTER SYSTEM SET autovacuum = off")
        server.execute("SELECT pg_reload_conf()")


def drop_test_database(name: str, former: str) -> None:
    """Drop the database of this process, and let Django use the former again."""
    _use(former)
    with _server() as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def keep_seeds() -> None:
    """Have the clean-up after tests that commit spare what the migrations wrote, and pass the append-only guards."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        seeded = _filled(cursor, tables)

    def truncate(statements: Sequence[str]) -> None:
        with connection.cursor() as cursor:
            filled = _filled(cursor, [name for name in tables if name not in seeded])
            if filled:
                cursor.execute("SET session_replication_role = replica")
                cursor.execute(f"TRUNCATE {', '.join(filled)} CASCADE")
                cursor.execute("RESET session_replication_role")

    connection.ops.execute_sql_flush = truncate  # type: ignore[method-assign]


def _filled(cursor: Any, tables: Sequence[str]) -> list[str]:
    if not tables:
        return []
    parts = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in tables)
    cursor.execute(" UNION ALL ".join(parts))
    return [row[0] for row in cursor.fetchall()]


def _template(server: Any) -> str:
    name = f"nonet_template_{_fingerprint()}"
    known = [
        row[0] for row in server.execute("SELECT datname FROM pg_database WHERE datname ~ '^nonet_template_'")
    ]
    if name in known:
        return name
    for old in known:
        server.execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
    server.execute(f'CREATE DATABASE "{name}_draft"')
    former = connection.settings_dict["NAME"]
    _use(f"{name}_draft")
    migrate_database()
    _use(former)
    server.execute(f'ALTER DATABASE "{name}_draft" RENAME TO "{name}"')
    return name


def _fingerprint() -> str:
    digest = hashlib.sha256((ROOT / "uv.lock").read_bytes())
    for app in apps.get_app_configs():
        folder = Path(app.path) / "migrations"
        if ROOT / "nonet" in folder.parents:
            for file in sorted(folder.glob("*.py")):
                digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def _use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _server() -> Any:
    parameters = connection.get_connection_params()
    wanted = {key: parameters[key] for key in ("host", "port", "user", "password") if parameters.get(key)}
    return psycopg.connect(**wanted, dbname="postgres", autocommit=True)


@contextmanager
def _locked() -> Iterator[None]:
    with (Path(os.environ["NONET_HOME"]) / "template.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
