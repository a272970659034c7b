"""The database connection: ``NONET_DATABASE_URL``, else the embedded PostgreSQL under the home folder."""

import os
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from nonet.kernel.embedded import embedded_url


def database_settings(home: Path) -> dict[str, Any]:
    """Return Django's settings of the one database, as a dictionary for ``DATABASES``."""
    url = os.environ.get("NONET_DATABASE_URL") or embedded_url(home)
    known = conninfo_to_dict(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": known.pop("dbname", "nonet"),
        "USER": known.pop("user", ""),
        "PASSWORD": known.pop("password", ""),
        "HOST": known.pop("host", ""),
        "PORT": known.pop("port", ""),
        "CONN_MAX_AGE": None,
        "OPTIONS": {**known, "prepare_threshold": 5},
    }
