"""The data folder: made once, configured for durability on a machine that does other work besides."""

import os
import shutil
from pathlib import Path

from nonet.kernel.embedded.account import SERVICE_FOLDER, Account
from nonet.kernel.embedded.layout import PORT, USER, EmbeddedError, Layout
from nonet.kernel.embedded.programs import MAJOR, run

SETTINGS = """\
# Written by Nonet at every start; your own settings go into custom.conf beside it, which is read after this one.
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 100
fsync = on
synchronous_commit = on
full_page_writes = on
wal_compression = on
max_wal_size = 2GB
checkpoint_timeout = 15min
random_page_cost = 1.1
jit = off
idle_in_transaction_session_timeout = 15min
timezone = 'UTC'
log_timezone = 'UTC'
logging_collector = on
log_filename = 'postgresql-%a.log'
log_rotation_age = 1d
log_truncate_on_rotation = on
log_checkpoints = off
"""


def prepare_folders(layout: Layout, account: Account) -> None:
    """Make the server's folders, owned by the account that runs it."""
    if not layout.folder.is_symlink():
        layout.folder.mkdir(mode=0o700, exist_ok=True)
        _own(layout.folder, account)
        if not account.can("-x", layout.folder):
            _move_outside(layout)
    for folder in (layout.folder.resolve(), layout.log, layout.sockets):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _own(folder, account)


def prepare_data(layout: Layout, account: Account, programs: Path) -> None:
    """Make the data folder when there is none, and write the settings of this machine."""
    version = layout.data / "PG_VERSION"
    if not version.exists():
        _make_data(layout, account, programs)
    if (found := version.read_text().strip()) != MAJOR:
        raise EmbeddedError(
            f"{layout.data} belongs to PostgreSQL {found}, this Nonet brings {MAJOR}: "
            "dump it with the older Nonet (`pg_dump`), move the folder away and restore into the new one."
        )
    for name, text in (("nonet.conf", _settings_text(layout)), ("custom.conf", "# Your own settings.\n")):
        file = layout.data / name
        if not file.exists() or (name == "nonet.conf" and file.read_text() != text):
            file.write_text(text)
            _own(file, account)


def _make_data(layout: Layout, account: Account, programs: Path) -> None:
    # Made under another name and renamed when whole: a kill in between leaves nothing that looks like a database.
    draft = layout.data.with_name("data.draft")
    shutil.rmtree(draft, ignore_errors=True)
    # The built-in C.UTF-8 sorts the same on every machine and release, so no index ever breaks with the system.
    locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    run(account, programs / "initdb", "-D", str(draft), "-U", USER, "--auth=trust", *locale)
    with (draft / "postgresql.conf").open("a") as conf:
        conf.write("\ninclude_if_exists = 'nonet.conf'\ninclude_if_exists = 'custom.conf'\n")
    draft.rename(layout.data)


def _settings_text(layout: Layout) -> str:
    own = {
        "port": str(PORT),
        "unix_socket_directories": f"'{layout.sockets.resolve()}'",
        "log_directory": f"'{layout.log}'",
        "shared_buffers": f"{_shared_buffers_mb()}MB",
    }
    return SETTINGS + "".join(f"{name} = {value}\n" for name, value in own.items())


def _shared_buffers_mb() -> int:
    machine_mb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return max(64, min(512, machine_mb // 8))


def _own(path: Path, account: Account) -> None:
    """Give ``path`` to the account; refuse one that a stranger made first (a folder of that name in /tmp)."""
    owner = path.lstat().st_uid
    if path.is_symlink() or owner not in {account.uid, os.geteuid()}:
        raise EmbeddedError(f"{path} belongs to someone else: remove it or choose another NONET_HOME.")
    if account.borrowed and owner != account.uid:
        os.chown(path, account.uid, account.gid)


def _move_outside(layout: Layout) -> None:
    # Root's own home is closed to the server's account and stays so: the data lie outside, a link shows where.
    import hashlib

    outside = SERVICE_FOLDER / f"postgres-{hashlib.sha256(str(layout.home).encode()).hexdigest()[:10]}"
    try:
        outside.mkdir(mode=0o700, parents=True, exist_ok=True)
        SERVICE_FOLDER.chmod(0o755)
        layout.folder.rmdir()
        layout.folder.symlink_to(outside)
    except OSError as error:
        raise EmbeddedError(
            f"The account that runs PostgreSQL cannot reach {layout.home}, nor could {outside} be used ({error}): "
            "choose a NONET_HOME outside root's home, or set NONET_DATABASE_URL."
        ) from error
