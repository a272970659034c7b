"""Charts of accounts, statement layouts, posting rules and tax codes as CSV files, and how they are read."""

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

FOLDER = Path(__file__).parent


class DataError(ValueError):
    """A data file contradicts itself; the message names the file, the row and the fault."""


def read_rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of the CSV file `name`, a path relative to this folder, as dictionaries of text."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, strict=True)


def parse_date(text: str) -> date | None:
    """Read an ISO date; empty text is no date."""
    return date.fromisoformat(text) if text else None


def parse_list(text: str) -> tuple[str, ...]:
    """Split a cell that holds several values divided by `|`."""
    return tuple(text.split("|")) if text else ()


def in_force(valid_from: date | None, valid_to: date | None, on: date | None) -> bool:
    """Tell whether a dated row applies on a day; without a day, whether it has no end."""
    if on is None:
        return valid_to is None
    return (valid_from is None or valid_from <= on) and (valid_to is None or on <= valid_to)


def named(row: Mapping[str, str], stem: str = "name") -> dict[str, str]:
    """Pick the three language columns of a row, for example `name_zh_hans`, `name_zh_hant`, `name_en`."""
    return {f"{stem}_{language}": row[f"{stem}_{language}"] for language in ("zh_hans", "zh_hant", "en")}
