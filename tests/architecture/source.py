"""The code of ``nonet`` as text and syntax trees, for the tests that read it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CODE = ROOT / "nonet"
ROOMED = ("systems", "books", "masters")


@cache
def modules() -> dict[str, Path]:
    """Return every module of ``nonet`` by its dotted name, migrations left out."""
    found = {}
    for file in sorted(CODE.rglob("*.py")):
        if "migrations" not in file.parts:
            parts = file.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


@cache
def tree(name: str) -> ast.Module:
    """Return a module's syntax tree."""
    return ast.parse(modules()[name].read_text())


def imports(name: str) -> Iterator[tuple[str, int]]:
    """Yield every dotted name a module imports, wherever in it, with its line."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def rooms() -> Iterator[tuple[str, str]]:
    """Yield each system, book and master with the name of each of its rooms."""
    for layer in ROOMED:
        for package in sorted(path for path in (CODE / layer).iterdir() if (path / "__init__.py").exists()):
            for room in sorted(package.iterdir()):
                if room.suffix in {".py", ".md", ""} and room.name not in {"__init__.py", "__pycache__"}:
                    yield f"{layer}/{package.name}", room.stem
