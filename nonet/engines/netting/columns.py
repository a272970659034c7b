"""The tables of a requirements plan, column by column, so that a hundred thousand items stay cheap.

A *point* is an item at a site. A *source* is a way to get it: made by a bill, bought from a supplier, brought from
another point or taken from a substitute. *Parts* are what a source takes from other points: components, the item itself
at another site, a substitute; below zero, what it gives beside (by-products). All quantities are in the point's unit,
all times in buckets, which count from 0, today.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from nonet.engines.solving import ProblemError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

LOT_FOR_LOT, FIXED, SUPPLY, EOQ, WAGNER_WHITIN = range(5)
RULES = ("lot_for_lot", "fixed", "period_of_supply", "eoq", "wagner_whitin")
FOREVER = 1 << 30


class Points(NamedTuple):
    """One row for each item at a site, all (n,).

    Parameters
    ----------
    stock, safety : Floats
        On hand, and what is to stay on hand.
    safety_time : Ints
        Working buckets that supply is wanted before its need.
    rule : Ints
        How needs are joined into lots; one of ``RULES`` by its place.
    lot : Floats
        Lot of ``FIXED``; least lot of ``EOQ`` (0: from set-up and holding cost).
    supply : Ints
        Buckets whose needs one lot covers under ``SUPPLY``.
    least, most, multiple : Floats
        Bounds and step of a lot after its rule; most 0 is any: larger lots are split into several orders.
    setup, holding : Floats
        Cost of a lot and of a unit in stock for a bucket, of ``EOQ`` and ``WAGNER_WHITIN``.
    fence : Ints
        First bucket in which new supply may arrive; before it nothing new is planned.
    phantom : Bools
        Only a name in bills: what is needed beyond its stock passes through at once.
    shared : Bools
        Sources take turns by their shares; else the first valid by priority takes all.
    calendar : Ints
        Which row of the calendars counts its working buckets.
    """

    stock: Floats
    safety: Floats
    safety_time: Ints
    rule: Ints
    lot: Floats
    supply: Ints
    least: Floats
    most: Floats
    multiple: Floats
    setup: Floats
    holding: Floats
    fence: Ints
    phantom: Bools
    shared: Bools
    calendar: Ints


class Sources(NamedTuple):
    """One row for each way to get a point, all (s,).

    Parameters
    ----------
    point : Ints
        What it supplies.
    lead : Ints
        Working buckets from release to receipt.
    output : Floats
        Good units for each unit started.
    priority : Ints
        The lowest valid one takes all, unless the point is shared.
    share : Floats
        Weight among the sources of a shared point.
    since, until : Ints
        First and last bucket of receipts that it may serve.
    """

    point: Ints
    lead: Ints
    output: Floats
    priority: Ints
    share: Floats
    since: Ints
    until: Ints


class Parts(NamedTuple):
    """One row for each point that a source takes from, all (p,).

    Parameters
    ----------
    source, point : Ints
        Who takes, from what.
    quantity : Floats
        For each unit started; below zero it is given at the receipt.
    scrap : Floats
        Share that is lost.
    fixed : Floats
        For each order, whatever its size.
    offset : Ints
        Working buckets after the release at which it is needed.
    since, until : Ints
        First and last bucket of releases that take it.
    """

    source: Ints
    point: Ints
    quantity: Floats
    scrap: Floats
    fixed: Floats
    offset: Ints
    since: Ints
    until: Ints


class Demand(NamedTuple):
    """Independent demand, all (d,): what is due of a point in a bucket; below 0 it is overdue and due at once."""

    point: Ints
    bucket: Ints
    quantity: Floats


class Receipts(NamedTuple):
    """Open orders, all (r,): what comes of a point in a bucket; firm ones stay where they are."""

    point: Ints
    bucket: Ints
    quantity: Floats
    firm: Bools


_DEFAULTS: dict[str, Any] = {"output": 1.0, "share": 1.0, "supply": 1, "until": FOREVER}


def table(kind: type[Any], rows: int | None = None, **columns: npt.ArrayLike) -> Any:
    """Return a table of ``kind``; columns left out get their usual value, single values count for all rows.

    Raises
    ------
    ProblemError
        A column is unknown or has another length; names it.
    """
    name = kind.__name__.lower()
    for column in columns:
        if column not in kind._fields:
            raise ProblemError(
                f"{name}.{column}", "there is no such column.", f"Known: {', '.join(kind._fields)}."
            )
    if rows is None:
        rows = max((len(np.atleast_1d(np.asarray(given))) for given in columns.values()), default=0)
    made = []
    for column in kind._fields:
        dtype = _dtype(kind, column)
        given = np.asarray(columns.get(column, _DEFAULTS.get(column, 0)), dtype)
        if given.ndim and len(given) != rows:
            raise ProblemError(f"{name}.{column}", f"{len(given)} rows, the table has {rows}.")
        made.append(
            np.array(np.broadcast_to(given, (rows,)), order="C")
        )  # writable, as the loops are compiled for
    return kind(*made)


def _dtype(kind: type[Any], column: str) -> Any:
    annotation = kind.__annotations__[column]
    return np.float64 if annotation == Floats else np.int64 if annotation == Ints else np.bool_
