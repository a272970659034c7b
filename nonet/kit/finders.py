"""Static files that come inside Python packages, one by one: what else is in the package is not served."""

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

FILES = {"plotly/plotly.min.js": "package_data"}
"""The address of each file, beginning with its package, and the package's folder that holds it."""


class PackageFinder(BaseFinder):
    """Finds the files named in ``FILES``."""

    def find(self, path: str, find_all: Any = False, **_: Any) -> Any:
        """Return where a file is, or nothing."""
        found = str(self._folder(path) / Path(path).name) if path in FILES else ""
        return ([found] if found else []) if find_all else found or []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        """Yield each file with the storage that reads it."""
        for path in FILES:
            storage: Any = FileSystemStorage(self._folder(path))
            storage.prefix = path.partition("/")[0]
            yield Path(path).name, storage

    def _folder(self, path: str) -> Path:
        spec = find_spec(path.partition("/")[0])
        assert spec is not None and spec.submodule_search_locations
        return Path(spec.submodule_search_locations[0]) / FILES[path]
