"""Laws of the house that can be read off the code."""

import ast

import pytest

from tests.architecture.source import CODE, ROOT, imports, modules, rooms, tree

LONGEST_FILE = 500
SIGNALS = ("django.db.models.signals", "django.dispatch.receiver")

# The rooms of the design, the parts that Django finds by name, and what a grown room is split into.
ROOMS = {
    "manifest", "models", "events", "selectors", "services", "admin", "floor", "portal", "api", "cli", "design",
    "apps", "migrations", "templates", "static", "data", "errors", "checks", "guards", "menu", "documents", "imports",
    "nouns",
}  # fmt: skip
ROOMED_BASES = {"Model", "CompanyOwned", "BookRow", "NonetError", "ModelAdmin", "AppConfig"}


@pytest.mark.parametrize("name", sorted(modules()))
def test_a_file_stays_readable(name: str) -> None:
    lines = len(modules()[name].read_text().splitlines())
    assert lines <= LONGEST_FILE, f"{lines} lines: something here wants its own room"


def test_no_signals() -> None:
    found = [
        f"{modules()[name].relative_to(ROOT)}:{line} imports {imported}"
        for name in modules()
        for imported, line in imports(name)
        if imported.startswith(SIGNALS)
    ]
    assert not found, "bulk statements pass signals by; publish an event or guard it in the database"


def test_no_save_overrides() -> None:
    found = [
        f"{name}.{node.name}.{item.name}"
        for name in modules()
        if ".models" in name
        for node in ast.walk(tree(name))
        if isinstance(node, ast.ClassDef)
        for item in node.body
        if isinstance(item, ast.FunctionDef) and item.name in {"save", "delete"}
    ]
    assert not found, "services are the only writers"


def test_only_flows_register_handlers() -> None:
    """Registration is found by its name, however the registry was imported."""
    allowed = ("nonet.flows", "nonet.config.composition", "nonet.kernel.flows", "nonet.kernel.events")
    found = [
        f"{name}:{node.lineno}"
        for name in modules()
        if not name.startswith(allowed)
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Call) and _is_registration(node.func)
    ]
    assert not found, "only nonet/flows says who listens to what"


def _is_registration(called: ast.expr) -> bool:
    if isinstance(called, ast.Attribute):
        return called.attr == "subscribe" and getattr(called.value, "id", "") == "events"
    return isinstance(called, ast.Name) and called.id == "subscribe"


def test_no_imports_by_string() -> None:
    """The command line finds a benchmark and an engine by its name; nothing else is found that way."""
    found = [
        f"{name}:{line}"
        for name in modules()
        if name not in {"nonet.faces.cli.bench", "nonet.faces.solving.engines"}
        for imported, line in imports(name)
        if imported in {"importlib.import_module", "django.utils.module_loading.import_string"}
    ]
    assert not found


def test_what_has_a_room_stands_in_it() -> None:
    """Beside the rooms stand plain modules only: rules and tables without nouns, verbs or errors of their own."""
    strays = [
        f"{owner}: {room}"
        for owner, room in rooms()
        if room not in ROOMS
        for name in modules()
        if name.startswith(f"nonet.{owner.replace('/', '.')}.{room}") and _has_a_room(tree(name))
    ]
    assert not strays, "a newcomer looks for the rooms of the design"


def _has_a_room(module: ast.Module) -> bool:
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef):
            bases = {_last_name(base) for base in node.bases if isinstance(base, ast.Attribute | ast.Name)}
            if bases & ROOMED_BASES:
                return True
        if isinstance(node, ast.FunctionDef) and any(
            isinstance(each, ast.Call) and getattr(each.func, "id", "") == "verb"
            for each in node.decorator_list
        ):
            return True
    return False


def test_every_package_is_a_layer_of_the_house() -> None:
    layers = {"config", "faces", "guide", "flows", "systems", "books", "masters", "kit", "kernel", "engines"}
    found = {path.name for path in CODE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert found - layers - {"locale"} == set()


def test_no_floats_in_the_books() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name in modules()
        if name.startswith(("nonet.books", "nonet.masters", "nonet.systems"))
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Attribute | ast.Name) and _last_name(node) == "FloatField"
    ]
    assert not found, "money and quantity are decimal"


def _last_name(node: ast.Attribute | ast.Name) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id
