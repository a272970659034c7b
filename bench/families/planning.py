"""Families of supply planning: safety stock over networks, lot sizes under capacity."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bench import instances
from bench.checkers import gsm, lotsizing
from bench.checkers.verdict import Verdict
from bench.families.family import Family, gap

BOUNDS: dict[Path, float] = {}  # the bound that our engine proved in this run


def _files(folder: str, pattern: str, name: str = "{}") -> list[Path]:
    found = sorted((instances.folder("scm") / folder).glob(pattern))
    return [file.with_name(name.format(file.name.removesuffix(pattern.removeprefix("*")))) for file in found]


def _chains() -> list[Path]:
    return _files("meio_willems", "*_nodes.csv")


def _check_chain(path: Path, answer: Mapping[str, Any]) -> Verdict:
    verdict = gsm.check(path, answer)
    bound, known = answer.get("bound"), instances.best_known("scm").get(f"meio_willems/{path.name}")
    if bound is not None and known is not None and bound > known * (1 + 1e-6):
        fault = f"the bound {bound} is above the best known {known}."
        return Verdict(verdict.objective, (*verdict.faults, fault))
    if bound is not None and verdict.stands:
        BOUNDS[path] = max(bound, BOUNDS.get(path, 0.0))
    return verdict


def _above_bound(path: Path, objective: float) -> float:
    """Return how far an objective lies above the bound that our engine proved, in per cent."""
    return gap(objective, BOUNDS[path]) if BOUNDS.get(path) else 100.0


@cache
def _plain_chain(path: Path, seconds: float, seed: int) -> float | None:
    """Return what one CP-SAT model with a table of costs per stage finds."""
    from ortools.sat.python import cp_model

    rows, suppliers, customers = gsm.chain(path)
    costs = gsm.tables(path)
    model = cp_model.CpModel()
    outbound, inbound, terms = {}, {}, []
    for name, row in rows.items():
        time, longest = gsm.time(row), len(costs[name]) - 1
        most = longest if customers[name] else min(longest, gsm.promise(row))
        inbound[name] = model.new_int_var(0, max(0, longest - time), "")
        outbound[name] = model.new_int_var(0, most, "")
        net, cost = model.new_int_var(0, longest, ""), model.new_int_var(0, round(costs[name][-1] * 100), "")
        model.add(net == inbound[name] + time - outbound[name])
        model.add_element(net, [round(each * 100) for each in costs[name]], cost)
        for supplier in suppliers[name]:
            model.add(inbound[name] >= outbound[supplier])
        terms.append(cost)
    model.minimize(sum(terms))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.random_seed = seconds, seed
    solver.parameters.num_workers = 2
    found = solver.solve(model)
    if found not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    times = {
        name: {"inbound": solver.value(inbound[name]), "outbound": solver.value(outbound[name])}
        for name in rows
    }
    return gsm.check(path, {"solution": {"stages": times}}).objective


def _trigeiro() -> list[Path]:
    return _files("lotsizing_trigeiro", "*.DAT", "{}.DAT")


def _above_best(path: Path, objective: float) -> float:
    return gap(objective, instances.best_known("scm")[f"lotsizing_trigeiro/{path.name}"])


def _plain_lots(path: Path, seconds: float, seed: int) -> float | None:
    """Return what HiGHS finds on the facility-location program."""
    import highspy

    instance = lotsizing.read(path)
    periods = range(len(instance.demand[0]))
    highs = highspy.Highs()
    for option, value in {
        "output_flag": False,
        "time_limit": seconds,
        "random_seed": seed,
        "threads": 2,
    }.items():
        highs.setOptionValue(option, value)
    load: list[list[Any]] = [[] for _ in periods]
    for (unit_time, holding, setup_time, setup_cost), demand in zip(
        instance.items, instance.demand, strict=True
    ):
        setups = [highs.addBinary(obj=setup_cost) for _ in periods]
        for s in periods:
            load[s].append(setup_time * setups[s])
        for t in periods:
            if demand[t] <= 0:
                continue
            shares = [highs.addVariable(0, 1, obj=holding * (t - s) * demand[t]) for s in range(t + 1)]
            highs.addConstr(highs.qsum(shares) == 1)
            for s, share in enumerate(shares):
                highs.addConstr(share <= setups[s])
                load[s].append(unit_time * demand[t] * share)
    for terms in load:
        highs.addConstr(highs.qsum(terms) <= instance.capacity)
    highs.run()
    found = highs.getInfo().objective_function_value
    return None if highs.getInfo().primal_solution_status != 2 else float(found)


FAMILIES = (
    Family(
        name="guaranteed service, real chains",
        engine="gsm",
        files=_chains,
        few=6,
        seconds=60.0,
        goal=1.0,
        check=_check_chain,
        score=_above_bound,
        plain=_plain_chain,
        unit="% above proved bound",
    ),
    Family(
        name="lot sizing, Trigeiro",
        engine="lotsizing",
        files=_trigeiro,
        few=5,
        seconds=10.0,
        goal=0.5,
        check=lotsizing.check,
        score=_above_best,
        plain=_plain_lots,
    ),
)
