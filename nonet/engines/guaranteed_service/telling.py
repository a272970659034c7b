"""A placement in the planner's words: what each stage quotes and holds, and why."""

from collections.abc import Mapping

import numpy as np

from nonet.engines.guaranteed_service.answer import Answer, StagePlan
from nonet.engines.guaranteed_service.graph import Graph
from nonet.engines.guaranteed_service.network import Ints, Network
from nonet.engines.guaranteed_service.problem import Problem
from nonet.engines.solving import Reason

NAMED = 20  # stages whose stock is explained, the dearest first


def labels(problem: Problem, net: Network, graph: Graph, start: Mapping[str, int]) -> Ints:
    """Return the placement nearest to given outbound times, as places in ``graph.value``."""
    label = np.zeros(2 * len(net), np.int64)
    outbound = np.zeros(len(net), np.int64)
    for s in range(len(net)):
        waits = max((int(outbound[a]) for a in net.suppliers[s]), default=0)
        wish = start.get(problem.stages[net.stage[s]].name, 0)
        label[2 * s + 1] = _at(
            graph, 2 * s + 1, min(max(wish, net.least[s]), waits + net.time[s]), above=False
        )
        outbound[s] = graph.value[label[2 * s + 1]]
        label[2 * s] = _at(graph, 2 * s, max(waits, outbound[s] - net.time[s]), above=True)
    return label


def _at(graph: Graph, variable: int, wish: int, above: bool) -> int:
    begin, end = int(graph.first[variable]), int(graph.first[variable + 1])
    values = graph.value[begin:end]
    place = int(np.searchsorted(values, wish)) if above else int(np.searchsorted(values, wish, "right")) - 1
    return begin + min(max(place, 0), end - begin - 1)


def answer(problem: Problem, net: Network, graph: Graph, label: Ints, bound: float, sweeps: int) -> Answer:
    """Return what a placement means for each stage, in the order of the problem's stages."""
    plans: list[StagePlan | None] = [None] * len(net)
    for s in range(len(net)):
        plans[net.stage[s]] = _plan(problem, net, s, int(graph.value[label[2 * s + 1]]), graph, label)
    told = tuple(plan for plan in plans if plan is not None)
    objective = float(sum(plan.cost for plan in told))
    under_way = problem.holding_rate * float(np.sum(net.mean * net.time * net.value))
    gap = objective - bound
    return Answer(
        objective=objective,
        bound=min(bound, objective),
        optimal=gap <= 1e-6 * abs(objective) + 1e-9,
        stages=told,
        parts={"safety_stock": objective, "under_way": under_way},
        reasons=tuple(_reasons(problem, net, told)),
        iterations=sweeps,
    )


def _plan(problem: Problem, net: Network, s: int, outbound: int, graph: Graph, label: Ints) -> StagePlan:
    waits = max((int(graph.value[label[2 * a + 1]]) for a in net.suppliers[s]), default=0)
    inbound = max(waits, outbound - int(net.time[s]))
    covers = inbound + int(net.time[s]) - outbound
    stage = problem.stages[net.stage[s]]
    if stage.costs is not None:  # it waits longer than it must where its table makes that cheaper
        cheapest = covers + int(np.argmin([*stage.costs[covers:], stage.costs[-1]]))
        inbound, covers = inbound + cheapest - covers, cheapest
    variance = net.deviation[s] ** 2 * covers + (net.mean[s] * stage.time_deviation) ** 2
    stock = float(net.factor[s] * np.sqrt(variance))
    cost = float(net.costs[s][min(covers, len(net.costs[s]) - 1)])
    return StagePlan(stage.name, inbound, outbound, covers, stock, float(net.mean[s] * covers) + stock, cost)


def _reasons(problem: Problem, net: Network, plans: tuple[StagePlan, ...]) -> list[Reason]:
    time = {stage.name: stage.time for stage in problem.stages}
    dear = sorted((plan for plan in plans if plan.cost > 0), key=lambda plan: (-plan.cost, plan.name))
    told = [
        Reason(
            "gsm.holds",
            "{stage} holds {stock} units for {cost}: it waits {inbound} and takes {time} periods but promises "
            "{outbound}, so its stock covers {net}.",
            {
                "stage": plan.name, "stock": round(plan.safety_stock, 1), "cost": round(plan.cost, 2),
                "inbound": plan.inbound, "time": time[plan.name], "outbound": plan.outbound, "net": plan.net,
            },
        )
        for plan in dear[:NAMED]
    ]  # fmt: skip
    bare = sum(plan.net == 0 for plan in plans)
    if bare:
        text = "{count} of {all} stages hold none: they quote all the time that they wait and take."
        told.append(Reason("gsm.passes_on", text, {"count": bare, "all": len(plans)}))
    pressed = _pressed(net, plans)
    if pressed:
        text = (
            "The promise binds at {count} stages, first {stages}: each longer promise would lower the stock."
        )
        told.append(
            Reason("gsm.promise_binds", text, {"count": len(pressed), "stages": ", ".join(pressed[:5])})
        )
    return told


def _pressed(net: Network, plans: tuple[StagePlan, ...]) -> list[str]:
    return [
        plans[stage].name
        for s, stage in enumerate(net.stage)
        if not net.customers[s] and plans[stage].outbound == net.most[s] and plans[stage].net > 0
    ]
