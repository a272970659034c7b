"""Put uv, which sets up all else, into .nonet/uv; needs nothing but Python 3.11.

Tried in turn: pip in a virtual environment, the system's pip, and the wheel that uv.lock names, fetched and checked by
its hash. Debian ships Python without the first two.
"""

import hashlib
import io
import os
import platform
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / ".nonet" / "uv"
PROGRAM = TARGET / "bin" / "uv"


def main() -> int:
    """Install uv by the first way that works; say what to do when none does."""
    if sys.version_info < (3, 11):  # noqa: UP036
        print(
            f"Nonet needs Python 3.11 or later; {sys.executable} is {platform.python_version()}.",
            file=sys.stderr,
        )
        return 1
    version, wheels = locked_uv()
    reasons = []
    for way in (by_virtual_environment, by_system_pip, by_locked_wheel):
        try:
            way(version, wheels)
            subprocess.run([PROGRAM, "--version"], check=True)
            return 0
        except Exception as error:
            reasons.append(f"  {way.__name__.replace('_', ' ')}: {error}")
    print("uv could not be installed:", *reasons, sep="\n", file=sys.stderr)
    print("As root, `apt-get install python3-venv ca-certificates`, then try again.", file=sys.stderr)
    return 1


def locked_uv() -> tuple[str, list[dict[str, str]]]:
    """Return the version of uv in the lock file and its wheels."""
    import tomllib

    packages = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    found = next(package for package in packages if package["name"] == "uv")
    return found["version"], found["wheels"]


def by_virtual_environment(version: str, wheels: list[dict[str, str]]) -> None:
    """Make a virtual environment with pip in it, and install uv there."""
    run(sys.executable, "-m", "venv", "--clear", str(TARGET))
    run(str(TARGET / "bin" / "python"), "-m", "pip", "install", "--quiet", f"uv=={version}")


def by_system_pip(version: str, wheels: list[dict[str, str]]) -> None:
    """Let the system's pip unpack uv into our folder; it leaves the system as it is."""
    run(
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--upgrade",
        "--target",
        str(TARGET),
        f"uv=={version}",
    )


def by_locked_wheel(version: str, wheels: list[dict[str, str]]) -> None:
    """Fetch the wheel for this machine, check it and unpack its one program."""
    machine = platform.machine()
    libc = "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
    system = {"Linux": libc, "Darwin": "macosx"}[platform.system()]
    names = {"arm64": ("arm64", "aarch64")}.get(machine, (machine,))
    wheel = next(w for w in wheels if system in w["url"] and any(f"_{name}." in w["url"] for name in names))
    with urllib.request.urlopen(wheel["url"], timeout=120) as answer:
        content = answer.read()
    if f"sha256:{hashlib.sha256(content).hexdigest()}" != wheel["hash"]:
        raise ValueError("the wheel does not match its hash in uv.lock")
    PROGRAM.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        program = next(name for name in archive.namelist() if name.endswith("/scripts/uv"))
        draft = PROGRAM.with_suffix(f".{os.getpid()}")
        draft.write_bytes(archive.read(program))
    draft.chmod(0o755)
    draft.rename(PROGRAM)


def run(*command: str) -> None:
    """Run a command; its last line of complaint becomes the error."""
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or ["no reason given"]
        raise RuntimeError(said[-1])


if __name__ == "__main__":
    sys.exit(main())
