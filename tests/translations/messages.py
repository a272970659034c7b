"""The texts of the program and their translations: collected, compared and compiled without the gettext tools.

``python -m tests.translations.messages`` brings the catalogues up to date with the code and compiles them;
with ``--check`` it changes nothing and tells what is missing.
"""

import ast
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent.parent
CODE = ROOT / "nonet"
LANGUAGES = {"zh_Hans": "zh-hans", "zh_Hant": "zh-hant"}
HEADER = {"Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": "nplurals=1; plural=0;"}

# Function name → places of context, text and plural among its arguments.
CALLS: dict[str, tuple[int | None, int, int | None]] = {}
CALLS |= dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), (None, 0, None))
CALLS |= dict.fromkeys(("pgettext", "pgettext_lazy"), (0, 1, None))
CALLS |= dict.fromkeys(("ngettext", "ngettext_lazy"), (None, 0, 1))
CALLS |= dict.fromkeys(("npgettext", "npgettext_lazy"), (0, 1, 2))

Key = tuple[str | None, str]


@dataclass
class Message:
    """A text to be translated, and where it stands."""

    context: str | None
    text: str
    plural: str | None = None
    places: set[str] = field(default_factory=set)


def collect() -> dict[Key, Message]:
    """Return every text of the Python code, the models and the templates."""
    found: dict[Key, Message] = {}
    for file in sorted(CODE.rglob("*.py")):
        if "migrations" not in file.parts:
            _take(found, file, _calls(ast.parse(file.read_text())))
    for label in _labels():
        found.setdefault((None, label), Message(None, label)).places.add("nonet/kit/labels.py")
    for file in sorted([*CODE.rglob("templates/**/*.html"), *CODE.rglob("templates/**/*.txt")]):
        _take(found, file, _template_calls(file.read_text()))
    return found


def _labels() -> list[str]:
    """Return the default names of models, fields and choices, which stand in no call."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from nonet.kit.labels import all_labels

    return sorted(all_labels())


def _take(found: dict[Key, Message], file: Path, messages: Iterator[Message]) -> None:
    for message in messages:
        kept = found.setdefault((message.context, message.text), message)
        kept.plural = kept.plural or message.plural
        kept.places.add(str(file.relative_to(ROOT)))


def _calls(tree: ast.AST) -> Iterator[Message]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in CALLS and (message := _message(node, *CALLS[name])):
                yield message


def _message(call: ast.Call, context: int | None, text: int, plural: int | None) -> Message | None:
    def constant(place: int | None) -> str | None:
        argument = call.args[place] if place is not None and place < len(call.args) else None
        return (
            argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None
        )

    said = constant(text)
    return Message(constant(context), said, constant(plural)) if said else None


def _template_calls(source: str) -> Iterator[Message]:
    from django.utils.translation.template import templatize

    text = r"(u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\")"
    calls = rf"\b(_|gettext|ngettext|pgettext|npgettext)\(\s*{text}(?:\s*,\s*{text})?(?:\s*,\s*{text})?"
    for call in re.finditer(calls, templatize(source)):
        name, *arguments = call.groups()
        tree = ast.parse(f"{name}({', '.join(argument for argument in arguments if argument)})")
        yield from _calls(tree)


def catalogue(language: str) -> Path:
    """Return the file of a language's translations."""
    return CODE / "locale" / language / "LC_MESSAGES" / "django.po"


def update(language: str, messages: dict[Key, Message]) -> None:
    """Bring a language's file up to date: new texts empty, vanished ones dropped, all in order."""
    path = catalogue(language)
    known = {(entry.msgctxt, entry.msgid): entry for entry in _read(path)}
    fresh = polib.POFile(wrapwidth=110)
    fresh.metadata = {**HEADER, "Language": language}
    for key in sorted(messages, key=lambda key: (key[1], key[0] or "")):
        fresh.append(_entry(messages[key], known.get(key)))
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh.save(str(path))
    fresh.save_as_mofile(str(path.with_suffix(".mo")))


def _entry(message: Message, known: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(msgctxt=message.context, msgid=message.text)
    entry.occurrences = [(place, "") for place in sorted(message.places)]
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = known.msgstr_plural if known and known.msgstr_plural else {0: ""}
    else:
        entry.msgstr = known.msgstr if known else ""
    if "%(" in message.text:
        entry.flags.append("python-format")
    return entry


def faults(language: str, messages: dict[Key, Message]) -> list[str]:
    """Return what is wrong with a language's translations."""
    path = catalogue(language)
    known = {(entry.msgctxt, entry.msgid): entry for entry in _read(path)}
    told = [f"{language}: not in the catalogue: {text!r}" for _, text in messages.keys() - known.keys()]
    told += [f"{language}: no longer in the code: {text!r}" for _, text in known.keys() - messages.keys()]
    for key in messages.keys() & known.keys():
        told += [f"{language}: {fault}: {key[1]!r}" for fault in _entry_faults(known[key])]
    if not _is_compiled(path):
        told.append(f"{language}: not compiled; run `make messages`")
    return sorted(told)


def _entry_faults(entry: polib.POEntry) -> Iterator[str]:
    said = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if entry.fuzzy:
        yield "only guessed (fuzzy)"
    if not all(said):
        yield "not translated"
    if any(_blanks(text) - _blanks(entry.msgid) - _blanks(entry.msgid_plural) for text in said):
        yield "names a blank the text does not have"
    if not entry.msgid_plural and all(said) and _blanks(entry.msgid) - _blanks(said[0]):
        yield "leaves out a blank of the text"


def _blanks(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)|\{(\w+)\}", text))


def _is_compiled(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    if not path.exists() or not compiled.exists():
        return not path.exists() or not _read(path)
    return compiled.read_bytes() == polib.pofile(str(path)).to_binary()


def _read(path: Path) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete] if path.exists() else []


def main(arguments: list[str]) -> int:
    """Update and compile, or with ``--check`` only tell; return 1 when something is missing."""
    messages = collect()
    if "--check" not in arguments:
        for language in LANGUAGES:
            update(language, messages)
    found = [fault for language in LANGUAGES for fault in faults(language, messages)]
    print("\n".join(found) or f"{len(messages)} texts are translated into {len(LANGUAGES)} languages.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
