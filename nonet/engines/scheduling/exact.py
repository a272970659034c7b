"""The plain flexible job shop for CP-SAT: proves, bounds, and finishes what is small."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nonet.engines.scheduling.core import Core, Sequence
from nonet.engines.solving import Watch

BEFORE = 0.2  # seconds before the limit at which CP-SAT is told to end


@dataclass
class Exact:
    """A CP-SAT search in a thread of its own; ``bound`` and ``best`` may be read while it runs.

    An operation is one interval whose duration is a variable, told by few literals, rather than one optional interval
    for each choice.
    """

    core: Core
    start: Sequence
    bound: int
    workers: int = 1
    seed: int = 1
    best: Sequence | None = field(init=False, default=None)
    proved: bool = field(init=False, default=False)
    ended: bool = field(init=False, default=False)
    solver: Any = field(init=False, default=None)

    def run(self, watch: Watch) -> None:
        """Search until shortly before the limit, or until `stop`."""
        from ortools.sat.python import cp_model

        model, starts, picks = self._model(cp_model)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = self.workers
        solver.parameters.random_seed = self.seed
        solver.best_bound_callback = self._bounded
        seconds = watch.left - BEFORE
        if seconds <= 0 or self.ended:
            return
        solver.parameters.max_time_in_seconds = seconds
        self.solver = solver
        status = solver.solve(model)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self.best = self._sequence(solver, starts, picks)
        if status == cp_model.INFEASIBLE:  # nothing is below what was there at the start
            self.bound = self.start.makespan
        elif solver.best_objective_bound > 0:
            self._bounded(solver.best_objective_bound)
        self.proved = status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)

    def stop(self) -> None:
        """End the search soon."""
        self.ended = True
        if self.solver is not None:
            self.solver.stop_search()

    def _bounded(self, bound: float) -> None:
        self.bound = max(self.bound, int(np.ceil(bound - 1e-6)))

    def _model(self, cp: Any) -> tuple[Any, list[Any], list[list[Any]]]:
        core, model = self.core, cp.CpModel()
        horizon = self.start.makespan - 1
        starts, picks = [], []
        rows: list[list[Any]] = [[] for _ in range(core.machines)]
        end = model.new_int_var(min(self.bound, horizon), max(horizon, 0), "end")
        for op in range(core.size):
            low, high = int(core.choice_from[op]), int(core.choice_from[op + 1])
            times = [int(time) for time in core.choice_time[low:high]]
            start = model.new_int_var(0, max(horizon - min(times), 0), "")
            alike = len(set(times)) == 1
            time = times[0] if alike else model.new_int_var_from_domain(cp.Domain.from_values(times), "")
            if len(times) == 1:
                literals = [True]
                rows[core.choice_machine[low]].append(model.new_fixed_size_interval_var(start, time, ""))
            else:
                literals = [model.new_bool_var("") for _ in times]
                model.add_exactly_one(literals)
                stop = start + time if alike else model.new_int_var(0, max(horizon, 0), "")
                for at, literal in enumerate(literals):
                    interval = model.new_optional_interval_var(start, time, stop, literal, "")
                    rows[core.choice_machine[low + at]].append(interval)
                    if not alike:
                        model.add(time == times[at]).only_enforce_if(literal)
            starts.append((start, time))
            picks.append(literals)
            model.add(start + time <= end)
            if core.before[op] < core.size:
                former = starts[core.before[op]]
                model.add(start >= former[0] + former[1])
        for row in rows:
            if len(row) > 1:
                model.add_no_overlap(row)
        model.minimize(end)
        return model, [start for start, _ in starts], picks

    def _sequence(self, solver: Any, starts: list[Any], picks: list[list[Any]]) -> Sequence:
        core = self.core
        begun = np.array([solver.value(start) for start in starts], dtype=np.int64)
        choice = np.array(
            [next(k for k, each in enumerate(row) if solver.boolean_value(each)) for row in picks],
            dtype=np.int32,
        )
        # Of those that begin together, one that takes no time comes first, and a job's operations in their order.
        time = core.choice_time[core.choice_from[:-1] + choice]
        order = np.lexsort((np.arange(core.size), time, begun)).astype(np.int32)
        return Sequence(int((begun + time).max()), order, choice)
