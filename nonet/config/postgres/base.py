"""Django's PostgreSQL backend, which starts the embedded server at the first connection instead of at import.

Commands that need no database thus start none, and a long-lived process survives a restart of the server.
"""

from pathlib import Path
from typing import Any

from django.db.backends.postgresql import base, features
from psycopg import OperationalError

from nonet.kernel.embedded import ensure_started


class DatabaseFeatures(features.DatabaseFeatures):
    """What Nonet asks of a server of one's own."""

    minimum_database_version = (15,)


class DatabaseWrapper(base.DatabaseWrapper):
    """The connection; ``EMBEDDED`` in its settings names the home of the embedded server, if that is the one."""

    features_class = DatabaseFeatures
    _was_up = False

    def get_connection_params(self) -> dict[str, Any]:
        """Return what psycopg connects with; others (the worker) take it from here, so the server is up by then."""
        home = self.settings_dict.get("EMBEDDED")
        if home and not self._was_up:
            ensure_started(Path(home))
            self._was_up = True
        return super().get_connection_params()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect; a server that was stopped or killed since is started again."""
        try:
            return super().get_new_connection(conn_params)
        except OperationalError:
            if not (home := self.settings_dict.get("EMBEDDED")):
                raise
            ensure_started(Path(home))
            return super().get_new_connection(conn_params)
