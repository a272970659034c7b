"""Where Nonet keeps what is its own: the embedded database, its secret, collected static files."""

import os
import secrets
from contextlib import suppress
from pathlib import Path


def nonet_home() -> Path:
    """Return the folder named by ``NONET_HOME``, else ``~/.nonet``; it is made when missing."""
    home = Path(os.environ.get("NONET_HOME", "~/.nonet")).expanduser().resolve()
    home.mkdir(parents=True, exist_ok=True)
    return home


def secret_key(home: Path) -> str:
    """Return ``NONET_SECRET_KEY``, else the key kept in the home folder, made at first use."""
    if key := os.environ.get("NONET_SECRET_KEY"):
        return key
    file = home / "secret_key"
    if not file.exists():
        draft = home / f"secret_key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        with suppress(FileExistsError):  # another process was first: its key is ours too
            os.link(draft, file)
        draft.unlink()
    return file.read_text()
