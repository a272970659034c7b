"""What is to be forecast: series with what is known of their past and future, and how far ahead."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from nonet.engines.solving import ProblemError

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

LEVELS = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True)
class Series:
    """One series of equal periods, oldest first.

    Parameters
    ----------
    name : str
        As the caller knows it.
    values : Floats
        What was seen, shape (n,); NaN where nothing is known.
    sellable : Flags | None
        False where the value does not show the demand, as on a stock-out day; shape (n,). All true when left out.
    events : Floats | None
        Holidays, promotions and prices by period, past and future; shape (n + horizon, events).
    seasons : tuple[int, ...] | None
        Its own seasons where they differ from the problem's.
    group : str
        Series of one group (a category, a shop) lend each other what a short one lacks.
    """

    name: str
    values: Floats
    sellable: Flags | None = None
    events: Floats | None = None
    seasons: tuple[int, ...] | None = None
    group: str = ""

    def __post_init__(self) -> None:
        where = f"series[{self.name}]"
        if self.values.ndim != 1 or self.values.size == 0:
            raise ProblemError(
                f"{where}.values", "There is not one value.", "Give at least one, or leave it out."
            )
        if np.isinf(self.values).any():
            raise ProblemError(f"{where}.values", "A value is infinite.", "Leave unknown values as NaN.")
        if self.sellable is not None and self.sellable.shape != self.values.shape:
            raise ProblemError(
                f"{where}.sellable",
                f"{self.sellable.size} flags for {self.values.size} values.",
                "Give one for each value.",
            )


@dataclass(frozen=True, slots=True)
class Tree:
    """Which series are sums of others.

    ``parts`` names, for each sum, the series that it is made of; the sums are series of the problem too.
    """

    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ForecastProblem:
    """Series, horizon, seasons and what the answer must look like.

    Parameters
    ----------
    series : tuple[Series, ...]
        Any number, from one to some hundred thousand.
    horizon : int
        Periods ahead.
    seasons : tuple[int, ...]
        Periods of each season, such as (12,), (7,) or (24, 168); empty or (1,) for none.
    levels : tuple[float, ...]
        Which quantiles are wanted, each between 0 and 1.
    floor : float | None
        What no forecast may fall below; None for 0 wherever no value of a series is negative.
    tree : Tree | None
        When given, forecasts of sums and of their parts are made to agree.
    fast : bool
        Few models and back-tests, for long tails.
    """

    series: tuple[Series, ...]
    horizon: int
    seasons: tuple[int, ...] = ()
    levels: tuple[float, ...] = LEVELS
    floor: float | None = None
    tree: Tree | None = None
    fast: bool = False

    def __post_init__(self) -> None:
        if self.horizon < 1:
            raise ProblemError("horizon", f"{self.horizon} periods ahead is no forecast.", "Give at least 1.")
        if any(season < 1 for season in self.seasons):
            raise ProblemError("seasons", f"{self.seasons} holds a season below 1.", "Leave it out for none.")
        if not self.levels or any(not 0 < level < 1 for level in self.levels):
            raise ProblemError("levels", f"{self.levels} are no quantiles.", "Give numbers between 0 and 1.")
        names = [each.name for each in self.series]
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise ProblemError("series", f"{twice!r} is there twice.", "Give each series a name of its own.")
        for each in self.series:
            rows = each.values.size + self.horizon
            if each.events is not None and (each.events.ndim != 2 or each.events.shape[0] != rows):
                raise ProblemError(
                    f"series[{each.name}].events",
                    f"{each.events.shape[0]} rows for {each.values.size} values and {self.horizon} ahead.",
                    f"Give {rows}.",
                )
        known = set(names)
        for whole, parts in (self.tree.parts if self.tree else {}).items():
            for name in (whole, *parts):
                if name not in known:
                    raise ProblemError(f"tree[{whole}]", f"{name!r} is no series.", "Give its values too.")

    def seasons_of(self, series: Series) -> tuple[int, ...]:
        """Return the seasons of a series longer than one period, shortest first."""
        given = self.seasons if series.seasons is None else series.seasons
        return tuple(sorted({season for season in given if season > 1}))
