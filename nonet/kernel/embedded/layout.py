"""Where the embedded server keeps its files, and under which names it is reached."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

DATABASE = "nonet"
USER = "nonet"
PORT = 5432

# A Unix socket's address holds 108 bytes on Linux, its closing zero included (104 on macOS, the smaller one counts).
LONGEST_SOCKET_PATH = 103


class EmbeddedError(RuntimeError):
    """The embedded server cannot do what was asked; the message says why and what helps."""


@dataclass(frozen=True)
class Layout:
    """The folders of the embedded server of one home.

    Parameters
    ----------
    home : Path
        Nonet's home folder, absolute.
    """

    home: Path

    @property
    def folder(self) -> Path:
        """The server's folder; a symbolic link when the home is closed to the account that runs the server."""
        return self.home / "postgres"

    @property
    def data(self) -> Path:
        return self.folder.resolve() / "data"

    @property
    def log(self) -> Path:
        return self.folder.resolve() / "log"

    @property
    def lock(self) -> Path:
        return self.home / "postgres.lock"

    @property
    def sockets(self) -> Path:
        """The folder of the socket, as clients name it: below the home unless that path is too long for a socket."""
        below = self.folder / "run"
        if len(str(below / f".s.PGSQL.{PORT}").encode()) <= LONGEST_SOCKET_PATH:
            return below
        return Path("/tmp") / f"nonet-{hashlib.sha256(str(self.home).encode()).hexdigest()[:16]}"

    def conninfo(self, database: str = DATABASE) -> dict[str, str | int]:
        """Return the keywords with which psycopg and Django reach ``database``."""
        return {"host": str(self.sockets), "port": PORT, "user": USER, "dbname": database}

    def url(self, database: str = DATABASE) -> str:
        """Return the same as one URL, for ``psql`` and other programs."""
        from urllib.parse import quote

        return f"postgresql://{USER}@/{database}?host={quote(str(self.sockets))}&port={PORT}"
