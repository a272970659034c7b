"""The command line ``nonet``: one file for each command, each a thin shell over a service."""

import sys

import typer

from nonet.faces.cli import (
    bench,
    check,
    company,
    db,
    demo,
    exports,
    flows,
    imports,
    migrate,
    reports,
    serve,
    shell,
    solve,
    unlock,
    user,
    worker,
)

app = typer.Typer(
    name="nonet",
    help="Nine supply-chain systems on one PostgreSQL database.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

COMMANDS = {
    "demo": demo,
    "serve": serve,
    "worker": worker,
    "migrate": migrate,
    "check": check,
    "import": imports,
    "export": exports,
    "report": reports,
    "solve": solve,
    "bench": bench,
    "flows": flows,
    "unlock": unlock,
    "user": user,
}
for name, module in COMMANDS.items():
    app.command(name, context_settings=getattr(module, "CONTEXT", None))(module.command)
app.add_typer(company.app, name="company")
app.add_typer(db.app, name="db")


def main() -> None:
    """Run the command; a fact that stops it is told in one line, and the exit code says so."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if not is_fact(error):
            raise
        print(getattr(error, "message", None) or error, file=sys.stderr)
        sys.exit(shell.FAILED)


def is_fact(error: Exception) -> bool:
    """Return whether the error tells the user what is the matter, so that no traceback is needed."""
    told = {"nonet.kernel.errors.NonetError", "nonet.kernel.embedded.layout.EmbeddedError"}
    told |= {"django.db.utils.OperationalError", "django.db.utils.NotSupportedError"}
    return any(f"{kind.__module__}.{kind.__qualname__}" in told for kind in type(error).__mro__)
