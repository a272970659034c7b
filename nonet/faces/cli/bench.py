"""``nonet bench``: the measurements of ``bench/``, each a module of its own."""

from pathlib import Path
from typing import Annotated, Any

import typer

from nonet.faces.cli import shell

CONTEXT = {"allow_extra_args": True, "ignore_unknown_options": True}


def command(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Which measurement; leave it out to list them.")] = "",
    option: Annotated[
        list[str] | None, typer.Option("--set", help="name=value, handed to the measurement.")
    ] = None,
    as_json: shell.AsJson = False,
) -> None:
    """Measure Nonet on this machine, beside a floor in the same run.

    An option of the measurement may also be given by its own name: `nonet bench engines --area tms --seconds 30`.
    """
    known = measurements()
    if not name:
        return shell.report(known, as_json, known)
    if name not in known:
        shell.fail(f"There is no measurement {name!r}; known: {', '.join(known) or 'none'}.", shell.MISUSED)
    result = run(name, parsed([*(option or ()), *_by_name(context.args)]))
    shell.report(result, as_json, _lines(result))


def measurements() -> list[str]:
    """Return the names of what can be measured: the modules of ``bench`` that have a ``run``."""
    import bench

    files = (file for folder in bench.__path__ for file in Path(folder).glob("*.py"))
    return sorted(file.stem.replace("_", "-") for file in files if "\ndef run(" in file.read_text())


def run(name: str, options: dict[str, Any]) -> dict[str, Any]:
    """Run one measurement and return its figures."""
    from importlib import import_module

    shell.django()
    module = import_module(f"bench.{name.replace('-', '_')}")
    result: dict[str, Any] = module.run(**options)
    return result


def _by_name(extra: list[str]) -> list[str]:
    """Turn ``--area tms --fresh`` and ``--area=tms`` into ``area=tms``, ``fresh=true``."""
    found: list[str] = []
    for word in extra:
        if word.startswith("--"):
            found.append(word[2:] if "=" in word else f"{word[2:]}=true")
        elif found and found[-1].endswith("=true"):
            found[-1] = found[-1].removesuffix("true") + word
        else:
            shell.fail(f"{word!r} belongs to no option.", shell.MISUSED)
    return found


def parsed(given: list[str] | None) -> dict[str, Any]:
    """Turn ``name=value`` pairs into options; numbers and lists are read as JSON, all else as text.

    A word alone says which set of instances: ``--set all``.
    """
    import json

    options: dict[str, Any] = {}
    named = [each if "=" in each else f"set={each}" for each in given or ()]
    for name, value in shell.pairs(named, "--set").items():
        try:
            options[name.replace("-", "_")] = json.loads(value)
        except ValueError:
            options[name.replace("-", "_")] = value
    return options


def _lines(result: dict[str, Any], indent: str = "") -> list[str]:
    lines = []
    for name, value in result.items():
        if isinstance(value, dict):
            lines += [f"{indent}{name}", *_lines(value, indent + "  ")]
        else:
            lines.append(f"{indent}{name:<36} {value}")
    return lines
