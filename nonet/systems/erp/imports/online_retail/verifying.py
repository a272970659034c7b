"""The proof of an import: the file's figures, computed by themselves from its text, beside those of the books."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kit.importing import Comparison
from nonet.systems.erp.imports.countries import CODES
from nonet.systems.erp.selectors.sales_reports import SalesFigures, sales_by

PENNY = Decimal("0.01")
Row = dict[str, str]
Figures = dict[str, Decimal]
Sold = dict[tuple[str, str, Decimal], list[list[Any]]]


def verify_orders(path: Path) -> list[Comparison]:
    """Compare sales by month and by country, and their total, with the sound rows of the file of orders."""
    months, countries = _figures(path, lambda row: Decimal(row["Quantity"]) > 0)
    return [
        *_compare("month", months, sales_by("month"), lambda each: each.sales),
        *_compare("country", countries, sales_by("country"), lambda each: each.sales),
    ]


def _figures(path: Path, wanted: Callable[[Row], bool]) -> tuple[Figures, Figures]:
    """Return quantity × price, each line rounded to the penny, by month and by country."""
    months: Figures = defaultdict(Decimal)
    countries: Figures = defaultdict(Decimal)
    for row in rows_of(path):
        if row["CustomerID"].strip() and Decimal(row["UnitPrice"]) > 0 and wanted(row):
            amount = Decimal(row["Quantity"]) * Decimal(row["UnitPrice"])
            amount = amount.quantize(PENNY, ROUND_HALF_UP)
            months[row["InvoiceDate"][:7]] += amount
            countries[CODES[row["Country"].strip()]] += amount
    return months, countries


def rows_of(path: Path) -> Iterator[Row]:
    """Yield the rows of the file by their headings, with the standard library alone."""
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8", newline="") as packed:
            yield from csv.DictReader(packed)
    else:
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def _compare(
    by: str, expected: Figures, found: list[SalesFigures], read: Callable[[SalesFigures], Decimal]
) -> list[Comparison]:
    books = {each.key: read(each) for each in found if read(each)}
    compared = [
        Comparison(by, key, expected.get(key, Decimal(0)), books.get(key, Decimal(0)))
        for key in sorted(set(expected) | set(books))
    ]
    total = Comparison(by, "total", sum(expected.values(), Decimal(0)), sum(books.values(), Decimal(0)))
    return [*compared, total]


def verify_returns(path: Path) -> list[Comparison]:
    """Compare returns by month and by country with what of the file matches sales, oldest first.

    The sales come from the books as they were sold; the matching is done again here, in another way: over the whole
    file at once rather than chunk by chunk.
    """
    sold = _sold_lines({_customer(row) for row in rows_of(path)})
    months: Figures = defaultdict(Decimal)
    countries: Figures = defaultdict(Decimal)
    for row in sorted(rows_of(path), key=lambda row: row["InvoiceDate"]):
        left = -Decimal(row["Quantity"])
        price = Decimal(row["UnitPrice"])
        key = (_customer(row), row["Description"].strip(), price)
        for line in sold.get(key, ()):
            quantity = min(left, line[1]) if line[0] <= row["InvoiceDate"][:10] else Decimal(0)
            line[1] -= quantity
            left -= quantity
            months[row["InvoiceDate"][:7]] += quantity * price
            countries[line[2]] += quantity * price
    return [
        *_compare("month", _penny(months), sales_by("month"), lambda each: each.returns),
        *_compare("country", _penny(countries), sales_by("country"), lambda each: each.returns),
    ]


def _penny(figures: Figures) -> Figures:
    return {key: amount.quantize(PENNY, ROUND_HALF_UP) for key, amount in figures.items() if amount}


def _customer(row: Row) -> str:
    return row["CustomerID"].strip().removesuffix(".0")


def _sold_lines(customers: set[str]) -> Sold:
    """Return day, quantity and country of every line sold, by customer, description and price, oldest first."""
    found = sql.rows(
        "SELECT p.code, l.description, l.price, o.ordered_on::text, l.quantity, o.ship_to ->> 'country'"
        " FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id JOIN parties_party p ON p.id = o.party_id"
        " WHERE o.company_id = %s AND o.kind = 'sales' AND p.code = ANY(%s) ORDER BY o.ordered_on, o.id, l.position",
        (current_company_id(), sorted(customers)),
    )
    sold: Sold = {}
    for code, description, price, day, quantity, country in found:
        sold.setdefault((code, description, price), []).append([day, quantity, country])
    return sold
