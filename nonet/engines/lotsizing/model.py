"""The plan as a mixed-integer program, of all set-ups or of some while the others stay, solved by HiGHS.

Facility-location form (Krarup and Bilde 1977): ``x[i, s, t]`` is the share of the demand of period t that is made in
s, at most the set-up of s. Its relaxation is as tight as all (l, S) inequalities (Barany, Van Roy and Wolsey 1984), and
where a set-up is fixed at none, all its columns fall away.
"""

from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

from nonet.engines.lotsizing.needs import Floats, Ints, Needs

Bools = npt.NDArray[np.bool_]
NONE = highspy.kHighsInf


@dataclass(frozen=True, slots=True)
class Plan:
    """Set-ups, units (n, T), overtime within and beyond what is allowed (T,), and what they cost in all."""

    setup: Ints
    made: Floats
    overtime: Floats
    beyond: Floats
    cost: float


@dataclass(frozen=True, slots=True)
class Solved:
    """What HiGHS found: a plan or none, a bound of all plans, whether it was finished, and how often it branched."""

    plan: Plan | None
    bound: float
    finished: bool
    nodes: int = 0


class Program:
    """The program of the set-ups in ``free``; the others are fixed as in ``on``."""

    def __init__(self, needs: Needs, free: Bools, on: Bools, beyond: bool = True) -> None:
        self.needs, self.free, self.on = needs, free, on
        n, periods = needs.demand.shape
        may = free | on
        item, due = np.nonzero(needs.demand > 0)
        row_of = np.full((n, periods), -1, np.int64)
        row_of[item, due] = np.arange(len(item))
        self.item, self.made, self.due = _shares(item, due, may)
        self.lot_item, self.lot_period = np.nonzero(
            may & ((needs.least > 0) | np.isfinite(needs.most))[:, None]
        )
        self.set_item, self.set_period = np.nonzero(free)
        self._lay_out(row_of, beyond)

    def _lay_out(self, row_of: Ints, beyond: bool) -> None:
        """Number columns (shares, extra units of bounded lots, set-ups, overtime twice) and rows, and fill them."""
        needs, n_periods = self.needs, self.needs.demand.shape[1]
        i, s, t = self.item, self.made, self.due
        units = needs.demand[i, t]
        x, e, y = len(i), len(self.lot_item), len(self.set_item)
        self.starts = np.cumsum([0, x, e, y, n_periods, n_periods])
        set_of = np.full(needs.demand.shape, -1, np.int64)
        set_of[self.set_item, self.set_period] = np.arange(y) + self.starts[2]
        lot_of = np.full(needs.demand.shape, -1, np.int64)
        lot_of[self.lot_item, self.lot_period] = np.arange(e)
        demands = int(row_of.max(initial=-1)) + 1
        linked = set_of[i, s] >= 0
        links = int(linked.sum())
        caps = demands + links
        lots = caps + n_periods
        columns, rows, values = [], [], []

        def put(column: Ints, row: Ints, value: Floats) -> None:
            columns.append(column)
            rows.append(row)
            values.append(np.broadcast_to(value, column.shape).astype(np.float64))

        every = np.arange(x)
        put(every, row_of[i, t], np.ones(x))
        put(every[linked], demands + np.arange(links), np.ones(links))
        put(set_of[i, s][linked], demands + np.arange(links), -np.ones(links))
        put(every, caps + s, needs.unit_time[i] * units)
        put(np.arange(y) + self.starts[2], caps + self.set_period, needs.setup_time[self.set_item])
        for first in self.starts[3:5]:
            put(np.arange(n_periods) + first, caps + np.arange(n_periods), -np.ones(n_periods))
        extra = np.arange(e)
        put(extra + x, caps + self.lot_period, needs.unit_time[self.lot_item])
        bounded = lot_of[i, s] >= 0
        least, most = needs.least[self.lot_item], np.minimum(needs.most[self.lot_item], 1e12)
        chosen = set_of[self.lot_item, self.lot_period]
        for first, size in ((lots, least), (lots + e, most)):
            put(every[bounded], first + lot_of[i, s][bounded], units[bounded])
            put(extra + x, first + extra, np.ones(e))
            put(chosen[chosen >= 0], first + extra[chosen >= 0], -size[chosen >= 0])
        fixed = self.on & ~self.free
        used = (fixed * needs.setup_time[:, None]).sum(axis=0)
        stays = chosen < 0
        lower = [np.ones(demands), np.full(links, -NONE), np.full(n_periods, -NONE)]
        upper = [np.ones(demands), np.zeros(links), needs.capacity - used]
        lower += [np.where(stays, least, 0.0), np.full(e, -NONE)]
        upper += [np.full(e, NONE), np.where(stays, most, 0.0)]
        held = needs.holding[i] * (t - s) + needs.unit_cost[i, s]
        costs = [held * units]
        costs.append(
            needs.holding[self.lot_item] * (n_periods - self.lot_period)
            + needs.unit_cost[self.lot_item, self.lot_period]
        )
        costs += [needs.setup_cost[self.set_item]]
        costs += [np.full(n_periods, needs.overtime_cost), np.full(n_periods, needs.penalty)]
        tops = [np.ones(x), np.full(e, NONE), np.ones(y), np.full(n_periods, min(needs.overtime_most, NONE))]
        tops.append(np.full(n_periods, NONE if beyond else 0.0))
        self.offset = float((fixed * needs.setup_cost[:, None]).sum())
        self.highs = _highs(
            np.concatenate(costs), np.concatenate(tops), np.concatenate(lower), np.concatenate(upper),
            np.concatenate(columns), np.concatenate(rows), np.concatenate(values), self.offset, self.starts[2:4],
        )  # fmt: skip

    def start(self, plan: Plan) -> None:
        """Hand over a plan to begin with, as far as set-ups say it."""
        columns = np.arange(self.starts[2], self.starts[3], dtype=np.int32)
        values = plan.setup[self.set_item, self.set_period].astype(np.float64)
        self.highs.setSolution(len(columns), columns, values)

    def lean(self) -> None:
        """Leave out what only pays in large programs."""
        self.highs.setOptionValue("mip_heuristic_effort", 0.01)
        self.highs.setOptionValue("mip_detect_symmetry", False)
        self.highs.setOptionValue("mip_allow_restart", False)

    def solve(self, seconds: float, nodes: int | None = None, gap: float = 1e-6) -> Solved:
        """Solve within a time and return what was found."""
        self.highs.setOptionValue("time_limit", max(0.01, seconds))
        self.highs.setOptionValue("mip_rel_gap", gap)
        if nodes is not None:
            self.highs.setOptionValue("mip_max_nodes", nodes)
        self.highs.run()
        return self.read()

    def read(self) -> Solved:
        """Return what HiGHS has."""
        info, status = self.highs.getInfo(), self.highs.getModelStatus()
        finished = status == highspy.HighsModelStatus.kOptimal
        bound = info.mip_dual_bound if len(self.set_item) else info.objective_function_value
        bound = bound if np.isfinite(bound) and (len(self.set_item) or finished) else -np.inf
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return Solved(None, bound, finished, info.mip_node_count)
        return Solved(
            self.plan(np.array(self.highs.getSolution().col_value)), bound, finished, info.mip_node_count
        )

    def plan(self, values: Floats) -> Plan:
        """Return the plan that column values mean."""
        needs, first = self.needs, self.starts
        units = (
            np.where(values[: first[1]] > 1e-9, values[: first[1]], 0.0) * needs.demand[self.item, self.due]
        )
        made = np.zeros(needs.demand.shape)
        np.add.at(made, (self.item, self.made), units)
        np.add.at(made, (self.lot_item, self.lot_period), values[first[1] : first[2]])
        return costed(needs, made)


def _shares(item: Ints, due: Ints, may: Bools) -> tuple[Ints, Ints, Ints]:
    """Return item, period made and period due of each share: made no later than due, where it may be."""
    made = [np.flatnonzero(may[i, : t + 1]) for i, t in zip(item, due, strict=True)]
    sizes = [len(each) for each in made]
    flat = np.concatenate([np.zeros(0, np.int64), *made])
    return np.repeat(item, sizes), flat, np.repeat(due, sizes)


def _highs(
    cost: Floats, top: Floats, lower: Floats, upper: Floats, column: Ints, row: Ints, value: Floats, offset: float,
    whole: Ints,
) -> highspy.Highs:  # fmt: skip
    order = np.argsort(column, kind="stable")
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(cost), len(lower)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, np.zeros(len(cost)), top
    lp.row_lower_, lp.row_upper_, lp.offset_ = lower, upper, offset
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.bincount(column, minlength=len(cost)))]).astype(
        np.int32
    )
    lp.a_matrix_.index_, lp.a_matrix_.value_ = row[order].astype(np.int32), value[order]
    kinds = [highspy.HighsVarType.kContinuous] * len(cost)
    kinds[whole[0] : whole[1]] = [highspy.HighsVarType.kInteger] * int(whole[1] - whole[0])
    if whole[1] > whole[0]:
        lp.integrality_ = kinds
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.passModel(lp)
    return highs


def costed(needs: Needs, made: Floats) -> Plan:
    """Return the plan of these units, set up where any is made, rounded to whole units where that changes nothing."""
    near = np.rint(made)
    made = np.where(abs(made - near) < 1e-6, near, made)
    setup = (made > 0).astype(np.int64)
    load = (needs.unit_time[:, None] * made + needs.setup_time[:, None] * setup).sum(axis=0)
    over = np.maximum(load - needs.capacity, 0.0)
    over[over < 1e-6 * np.maximum(1.0, needs.capacity)] = 0.0
    overtime = np.minimum(over, needs.overtime_most)
    beyond = over - overtime
    early = np.cumsum(made - needs.demand, axis=1)
    cost = float(
        (needs.setup_cost[:, None] * setup + needs.unit_cost * made + needs.holding[:, None] * early).sum()
        + needs.overtime_cost * overtime.sum()
        + needs.penalty * beyond.sum()
    )
    return Plan(setup, made, overtime, beyond, cost)
