"""``nonet import``: files into the company's masters and books."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nonet.faces.cli import shell

if TYPE_CHECKING:
    from nonet.kernel.models import Company
    from nonet.kit.importing import ImportReport, Profile


def command(
    kind: Annotated[
        str, typer.Argument(help="What comes in; leave it out to list what can be imported.")
    ] = "",
    file: Annotated[Path | None, typer.Argument(help="CSV, gzipped CSV or XLSX.")] = None,
    profile: Annotated[str, typer.Option(help="The form of the file, when it is not the general one.")] = "",
    company: shell.CompanyCode = "",
    option: Annotated[
        list[str] | None, typer.Option("--set", help="name=value, a setting of the profile.")
    ] = None,
    column: Annotated[
        list[str] | None, typer.Option("--column", help="heading=column, for other headings.")
    ] = None,
    encoding: Annotated[str, typer.Option(help="The file's encoding; found out when left out.")] = "",
    all_or_nothing: Annotated[
        bool, typer.Option("--all-or-nothing", help="Take nothing if a row is wrong.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Do all the work, then undo it.")] = False,
    errors: Annotated[
        Path | None, typer.Option(help="Where to write what is wrong, by row and column.")
    ] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Import nothing; compare the books with the file.")
    ] = False,
    template: Annotated[
        bool, typer.Option("--template", help="Write an empty FILE with the headings instead.")
    ] = False,
    as_json: shell.AsJson = False,
) -> None:
    """Import a file; rows that are wrong are told with their cure and left out, and then the exit code is 1."""
    shell.django()
    if not kind:
        return _list_profiles(as_json)
    if file is None:
        shell.fail("Say which file to import.", shell.MISUSED)
    from nonet.kit.importing import ImportRequest, Reading, profile_for, run_import

    chosen = profile_for(kind, profile)
    if template:
        return _write_template(chosen, file, as_json)
    shell.require_migrated()
    if verify:
        return _verify(chosen, file, company, as_json)
    with _at_work(chosen, company), shell.progress(f"Importing {file.name}") as advance:
        report = run_import(
            ImportRequest(
                path=file,
                profile=chosen,
                options=shell.pairs(option, "--set"),
                mapping=shell.pairs(column, "--column"),
                reading=Reading(encoding=encoding),
                all_or_nothing=all_or_nothing,
                dry_run=dry_run,
                errors_path=errors or Path(f"{file.name.split('.')[0]}.errors.csv"),
                progress=advance,
            )
        )
    _tell(report, as_json)
    if report.finding_count:
        raise typer.Exit(shell.FAILED)


def _write_template(profile: "Profile", file: Path, as_json: bool) -> None:
    from nonet.kit.importing.templates import write_template

    write_template(profile, file)
    shell.report({"file": str(file)}, as_json, [f"Headings written to {file}."])


def _verify(profile: "Profile", file: Path, company: str, as_json: bool) -> None:
    """Print the figures of the file beside those of the books; exit code 1 when they differ."""
    if profile.verify is None:
        shell.fail(f"{profile.kind}/{profile.code} has no figures to compare.", shell.MISUSED)
    from nonet.kernel.actor import acting_as_system

    with acting_as_system(shell.company_named(company or profile.home).pk, source="cli"):
        found = profile.verify(file)
    rows = [
        {"by": each.by, "key": each.key, "file": f"{each.file:.2f}", "books": f"{each.books:.2f}"}
        for each in found
    ]
    marked = [{**row, "equal": each.is_equal} for row, each in zip(rows, found, strict=True)]
    shell.report_table(marked, as_json)
    if not all(each.is_equal for each in found):
        raise typer.Exit(shell.FAILED)


def _list_profiles(as_json: bool) -> None:
    from nonet.kit.importing import profiles

    rows = [{"import": each.kind, "profile": each.code, "title": each.title} for each in profiles()]
    shell.report_table(rows, as_json)


def _at_work(profile: "Profile", code: str) -> AbstractContextManager[Any]:
    """Work in the company named, else in the one that the profile makes for its data, else in the only one."""
    from nonet.kernel.actor import acting_as_system

    return acting_as_system(_company(profile, code).pk, source="cli")


def _company(profile: "Profile", code: str) -> "Company":
    from nonet.kernel.models import Company

    wanted = code or profile.home
    if wanted and profile.make_company and not Company.objects.filter(code=wanted).exists():
        profile.make_company(wanted)
    return shell.company_named(wanted)


def _tell(report: "ImportReport", as_json: bool) -> None:
    from nonet.kit.importing.jobs import facts_of

    lines = [
        f"{report.rows} rows read in {report.seconds:.1f} s: {report.created} new, {report.changed} changed, "
        f"{report.known} known already, {report.bad_rows} rows with findings."
    ]
    lines += [f"  {' · '.join(str(value) for value in each.values())}" for each in report.summary]
    lines += [f"Row and cure of each: {report.error_file}"] if report.error_file else []
    lines += ["Nothing was changed."] if report.is_unchanged else []
    shell.report(facts_of(report), as_json, [*lines, *report.notes])
