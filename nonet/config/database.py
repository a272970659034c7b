"""The database connection: ``NONET_DATABASE_URL``, else the embedded PostgreSQL under the home folder."""

import os
from pathlib import Path
from typing import Any

from nonet.kernel.embedded import Layout


def database_settings(home: Path) -> dict[str, Any]:
    """Return Django's settings of the one database, as a dictionary for ``DATABASES``; nothing is started."""
    url = os.environ.get("NONET_DATABASE_URL")
    known: dict[str, Any] = _parts(url) if url else dict(Layout(home).conninfo())
    return {
        "ENGINE": "nonet.config.postgres",
        "EMBEDDED": None if url else str(home),
        "NAME": known.pop("dbname", "nonet"),
        "USER": known.pop("user", ""),
        "PASSWORD": known.pop("password", ""),
        "HOST": known.pop("host", ""),
        "PORT": known.pop("port", ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**known, "prepare_threshold": 5, "options": _options(known)},
    }


def _options(known: dict[str, Any]) -> str:
    """Return the server settings of each session.

    Statements over arrays are planned once: planning each anew cost a tenth of an order. Whoever fills young tables
    by the hundred thousand sets ``plan_cache_mode`` back for the while, as imports do.
    """
    return f"{known.get('options', '')} -c plan_cache_mode=force_generic_plan".strip()


def _parts(url: str) -> dict[str, Any]:
    from psycopg.conninfo import conninfo_to_dict

    return dict(conninfo_to_dict(url))
