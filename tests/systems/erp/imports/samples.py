"""Small files in the form of the UCI Online Retail ones, and how they are imported."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nonet.kernel.actor import acting_as_system
from nonet.kernel.models import Company
from nonet.kit.importing import ImportReport, ImportRequest, profile_for, run_import

HEADINGS = [
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
]
RETURN_HEADINGS = ["Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"]
UK = "United Kingdom"

ORDERS = [
    ["536365", "85123A", "WHITE HANGING HEART", "6", "2010-12-01 08:26:00", "2.55", "17850", UK],
    ["536365", "71053", "WHITE METAL LANTERN", "6", "2010-12-01 08:26:00", "3.39", "17850", UK],
    ["536365", "71053", "WHITE METAL LANTERN", "6", "2010-12-01 08:26:00", "3.39", "17850", UK],
    ["536366", "22633", "HAND WARMER", "3", "2010-12-01 08:28:00", "1.85", "12583", "France"],
    ["536366", "POST", "POSTAGE", "2", "2010-12-01 08:28:00", "18.0", "12583", "France"],
    ["540001", "POST", "POSTAGE", "1", "2011-01-04 10:00:00", "18.0", "12583", "Belgium"],
    ["540002", "85123A", "CREAM HANGING HEART", "32", "2011-01-04 11:00:00", "2.55", "14911", "EIRE"],
    ["540002", "PADS", "PADS TO MATCH ALL CUSHIONS", "1", "2011-01-04 11:00:00", "0.001", "14911", "EIRE"],
    ["550001", "85123A", "WHITE HANGING HEART", "1", "2011-04-01 11:00:00", "2.95", "17850", UK],
]
RETURNS = [
    ["WHITE METAL LANTERN", "-8", "2010-12-20 09:00:00", "3.39", "17850.0", UK],
    ["POSTAGE", "-1", "2011-02-01 09:00:00", "18.0", "12583.0", "France"],
    ["CREAM HANGING HEART", "-2", "2011-02-01 09:00:00", "2.55", "14911.0", "EIRE"],
    ["CREAM HANGING HEART", "-2", "2011-02-01 09:00:00", "2.55", "14911.0", "EIRE"],
]


def write(path: Path, rows: Sequence[Sequence[str]], headings: Sequence[str] = HEADINGS) -> Path:
    """Write rows below their headings."""
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([headings, *rows])
    return path


def company_of(code: str = "retail") -> Company:
    """Return the company, made as the profile makes it."""
    made = profile_for("orders", "online-retail").make_company
    assert made is not None
    found: Company = Company.objects.filter(code=code).first() or made(code)
    return found


def bring(path: Path, kind: str = "orders", profile: str = "online-retail", **how: Any) -> ImportReport:
    """Import a file for the company at work."""
    return run_import(ImportRequest(path, profile_for(kind, profile), **how))


def bring_for(company: Company, path: Path, kind: str = "orders", **how: Any) -> ImportReport:
    """Import a file for a company."""
    with acting_as_system(company.pk):
        return bring(path, kind, **how)
