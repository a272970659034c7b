"""``nonet company``: begin a company, or give one that is there what it lacks."""

from typing import Annotated

import typer

from nonet.faces.cli import shell

app = typer.Typer(help="Begin companies and list them.", no_args_is_help=True)


@app.command("create")
def create(
    code: Annotated[str, typer.Argument(help="A short code: letters, digits, - and _.")],
    name: Annotated[str, typer.Option(help="The company's full name.")] = "",
    country: Annotated[str, typer.Option(help="ISO 3166 code of two letters.")] = "CN",
    currency: Annotated[str, typer.Option(help="ISO 4217 code of the books.")] = "CNY",
    chart: Annotated[str, typer.Option(help="cn-small, cn-enterprise or international.")] = "cn-small",
    timezone: Annotated[str, typer.Option(help="Where business dates are told.")] = "Asia/Shanghai",
    language: Annotated[str, typer.Option(help="zh-hans, zh-hant or en.")] = "zh-hans",
    year: Annotated[list[int] | None, typer.Option(help="A fiscal year to open; may be repeated.")] = None,
    by_hand: Annotated[bool, typer.Option("--by-hand", help="No step of a flow runs by itself.")] = False,
    as_json: shell.AsJson = False,
) -> None:
    """Create a company ready to trade: site, chart of accounts, taxes, terms, price lists, roles, ERP and CRM."""
    shell.django()
    shell.require_migrated()
    from nonet.systems.erp.services.setup import AUTOMATIC, create_company

    company = create_company(
        code=code,
        name=name or code,
        country=country.upper(),
        currency=currency.upper(),
        chart=chart,
        timezone=timezone,
        language=language,
        years=year or (),
        automatic=() if by_hand else AUTOMATIC,
    )
    facts = {"code": company.code, "name": company.name, "chart": company.chart}
    shell.report(facts, as_json, [f"{company.code}: {company.name} is ready to trade."])


@app.command("list")
def list_companies(as_json: shell.AsJson = False) -> None:
    """List the companies of this database."""
    shell.django()
    shell.require_migrated()
    from nonet.kernel.models import Company

    found = Company.objects.order_by("code").values("code", "name", "country", "currency", "chart")
    shell.report_table(list(found), as_json)
