"""Reads the CDNOW text and order lines as CSV, and writes each customer's outlook."""

import csv
import gzip
from datetime import date
from pathlib import Path

import numpy as np

from nonet.engines.repurchase import RepurchaseProblem
from nonet.engines.repurchase import solve as look_ahead
from nonet.engines.solving import Limit, ProblemError
from nonet.faces.solving.printed import Asked, Printed

CUSTOMER = ("customerid", "customer id", "customer_id", "customer")
DAY = ("invoicedate", "date", "order_date", "day")
NUMBER = ("quantity", "qty")
PRICE = ("unitprice", "price", "unit_price")
Purchase = tuple[str, int, float]


def solve(path: Path, limit: Limit, asked: Asked) -> Printed:
    """Tell the outlook of all customers of a file."""
    answer = look_ahead(read(path, asked), limit)
    customers = {
        each.name: {
            "expected": round(each.expected, 6),
            "alive": round(each.alive, 6),
            "probability": round(each.probability, 6),
            "worth": round(each.worth, 4),
        }
        for each in answer.outlooks
    }
    return Printed(
        solution={"customers": customers, "parameters": dict(answer.parameters)},
        objective=answer.objective,
        parts={"expected": sum(each.expected for each in answer.outlooks)},
        reasons=tuple(str(each) for each in answer.reasons),
    )


def read(path: Path, asked: Asked) -> RepurchaseProblem:
    """Return the problem that a file and the options hold."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    first = text.split("\n", 1)[0]
    rows = _lines(text) if "," in first else _cdnow(text)
    if not rows:
        raise ProblemError("file", "There is no purchase in it.", "Give one line each.")
    numbers: dict[str, int] = {}
    who = np.array([numbers.setdefault(name, len(numbers)) for name, _, _ in rows], np.int64)
    day = np.array([each for _, each, _ in rows], np.int64)
    worth = np.array([each for _, _, each in rows], np.float64)
    try:
        until = date.fromisoformat(asked.until).toordinal() if asked.until else int(day.max())
    except ValueError as error:
        raise ProblemError("until", f"{asked.until!r} is no day.", "Give it as 2011-09-09.") from error
    if asked.horizon is None:
        raise ProblemError("horizon", "It is not said how many days ahead.", "Give --horizon.")
    return RepurchaseProblem(tuple(numbers), who, day, worth, until, asked.horizon)


def _cdnow(text: str) -> list[Purchase]:
    """Return purchases of lines ``id [sample id] yyyymmdd units dollars``; the first id names the customer."""
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        cells = line.split()
        if not cells:
            continue
        try:
            written = cells[-3]
            day = date(int(written[:4]), int(written[4:6]), int(written[6:8])).toordinal()
            rows.append((cells[0], day, float(cells[-1])))
        except (ValueError, IndexError) as error:
            raise ProblemError(
                f"line {number}", f"{line!r} is no purchase.", "Give id, yyyymmdd, units, worth."
            ) from error
    return rows


def _lines(text: str) -> list[Purchase]:
    """Return purchases of order lines with a customer; lines without one are left out."""
    lines = csv.reader(text.splitlines())
    heads = [head.strip().lower() for head in next(lines)]
    customer, day = _column(heads, CUSTOMER), _column(heads, DAY)
    number, price = _column(heads, NUMBER, False), _column(heads, PRICE, False)
    rows = []
    for cells in lines:
        if len(cells) < len(heads) or not cells[customer]:
            continue
        worth = float(cells[number] or 0) * float(cells[price] or 0) if number >= 0 and price >= 0 else 0.0
        rows.append((cells[customer], date.fromisoformat(cells[day][:10]).toordinal(), worth))
    return rows


def _column(heads: list[str], names: tuple[str, ...], needed: bool = True) -> int:
    for name in names:
        if name in heads:
            return heads.index(name)
    if needed:
        raise ProblemError("file", f"No column is called {names[0]}.", f"It has {', '.join(heads)}.")
    return -1
