"""``nonet report``: figures of the books."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nonet.faces.cli import shell

if TYPE_CHECKING:
    from nonet.systems.erp.selectors.sales_reports import SalesFigures

Day = Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"])]
REPORTS = ("sales",)


def command(
    name: Annotated[str, typer.Argument(help="Which report: sales.")],
    by: Annotated[str, typer.Option(help="month, country, customer or item.")] = "month",
    since: Day = None,
    until: Day = None,
    company: shell.CompanyCode = "",
    as_json: shell.AsJson = False,
) -> None:
    """Print what was sold and returned, from posted invoices and credit notes, in the company's currency."""
    if name not in REPORTS:
        shell.fail(f"There is no report {name!r}; known: {', '.join(REPORTS)}.", shell.MISUSED)
    with shell.at_work(company) as owner:
        from nonet.systems.erp.selectors.sales_reports import sales_by

        found = sales_by(by, since.date() if since else None, until.date() if until else None)
        rows = [_row(by, each, owner.currency) for each in found]
    if as_json:
        return shell.report(rows, as_json)
    shell.report_table([*rows, *_total(by, rows)], as_json, f"Sales by {by}, {owner.currency}")


def _row(by: str, figures: "SalesFigures", currency: str) -> dict[str, Any]:
    from nonet.kernel.money import round_amount

    amounts = {name: getattr(figures, name) for name in ("sales", "returns", "net", "tax")}
    return {
        by: figures.key,
        "invoices": figures.invoices,
        "credit_notes": figures.credit_notes,
        **{name: round_amount(amount, currency) for name, amount in amounts.items()},
    }


def _total(by: str, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the sum of all rows as a last one, when there are any."""
    if not rows:
        return []
    names = [name for name in rows[0] if name != by]
    return [{by: "total", **{name: sum((row[name] for row in rows), Decimal(0)) for name in names}}]
