"""Who runs the server: PostgreSQL refuses to run as root, so root lends it an account of its own."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nonet.kernel.embedded.layout import EmbeddedError, Layout

SERVICE_ACCOUNT = "nonet"
SERVICE_FOLDER = Path("/var/lib/nonet")


@dataclass(frozen=True)
class Account:
    """A system account; ``borrowed`` when it is not the one of this process."""

    uid: int
    gid: int
    borrowed: bool

    def popen_options(self) -> dict[str, Any]:
        """Return what makes ``subprocess`` run a program as this account, in a clean, reachable surrounding."""
        options: dict[str, Any] = {
            "cwd": "/",
            "env": {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            "umask": 0o077,
            "stdin": subprocess.DEVNULL,
        }
        if self.borrowed:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return options

    def can(self, test: str, path: Path) -> bool:
        """Return whether the account passes ``test(1)`` on ``path``, all folders above it included."""
        program = ["/usr/bin/test", test, str(path)]
        return subprocess.run(program, check=False, **self.popen_options()).returncode == 0


def server_account(layout: Layout) -> Account:
    """Return the account to run the server as: one's own, or for root the owner of the data or a service account."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), borrowed=False)
    for owned in (layout.data, layout.home):
        if owned.exists() and (owner := owned.stat()).st_uid != 0:
            return Account(owner.st_uid, owner.st_gid, borrowed=True)
    return _service_account()


def _service_account() -> Account:
    for name in (SERVICE_ACCOUNT, "nobody"):
        if entry := _known_account(name) or _made_account(name):
            return Account(entry.pw_uid, entry.pw_gid, borrowed=True)
    raise EmbeddedError(
        "PostgreSQL does not run as root, and no account could be made for it. "
        f"Make one (useradd --system {SERVICE_ACCOUNT}), run Nonet as a plain user, or set NONET_DATABASE_URL."
    )


def _known_account(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _made_account(name: str) -> pwd.struct_passwd | None:
    program = ["useradd", "--system", "--no-create-home", "--home-dir", str(SERVICE_FOLDER), name]
    try:
        subprocess.run(program, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return _known_account(name)
