"""The jobs of the kit, found here by the worker when it starts."""

from nonet.kit.importing.jobs import import_file

__all__ = ["import_file"]
