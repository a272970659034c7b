"""``nonet export``: lists of the company to files."""

from pathlib import Path
from typing import Annotated

import typer

from nonet.faces.cli import shell


def command(
    name: Annotated[str, typer.Argument(help="Which list; leave it out to see what there is.")] = "",
    file: Annotated[Path | None, typer.Argument(help="Its name says how: .csv, .csv.gz or .xlsx.")] = None,
    company: shell.CompanyCode = "",
    as_json: shell.AsJson = False,
) -> None:
    """Write a list to a file, whatever its length."""
    shell.django()
    from nonet.kit.exporting import export_named, export_to, exports

    if not name:
        return shell.report_table([{"list": each.code, "title": each.title} for each in exports()], as_json)
    export = export_named(name)
    target = file or Path(f"{name}.csv")
    with shell.at_work(company) as owner, shell.progress(f"Exporting {name}"):
        from zoneinfo import ZoneInfo

        count = export_to(export, target, ZoneInfo(owner.timezone))
    shell.report({"file": str(target), "rows": count}, as_json, [f"{count} rows written to {target}."])
