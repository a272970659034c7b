"""The jobs of the kit, found here by the worker when it starts."""

from nonet.kit.importing.jobs import import_file, import_upload
from nonet.kit.printing.jobs import print_batch
from nonet.kit.proving import prove_books

__all__ = ["import_file", "import_upload", "print_batch", "prove_books"]
