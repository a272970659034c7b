"""Static files, hashed and compressed once for each release and then only served."""

import hashlib
from pathlib import Path

STAMP = ".release"


def collect_static_files() -> bool:
    """Collect, hash and compress the static files unless that was done for these very files; return whether it was.

    The result is a folder of the home, so the installed program need not be writable.
    """
    from django.conf import settings

    target = Path(settings.STATIC_ROOT)
    fingerprint = _fingerprint()
    stamp = target / STAMP
    if settings.DEBUG or (stamp.exists() and stamp.read_text() == fingerprint):
        return False
    from django.core.management import call_command

    # Not cleared first: a server of the release before may still be serving from here.
    target.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(fingerprint)
    return True


def _fingerprint() -> str:
    """Return a hash over how files are stored, and the name, size and time of every file to be collected."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name}:{found.st_size}:{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
