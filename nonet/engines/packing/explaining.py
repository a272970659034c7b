"""Why a packing is as it is: why these containers, why something stays out, and what binds."""

from collections.abc import Mapping, Sequence

from nonet.engines.packing import bounds
from nonet.engines.packing.answer import Load
from nonet.engines.packing.problem import Problem
from nonet.engines.solving import Reason

TOLD = 3  # cheaper containers that are told as too small


def why_left(problem: Problem, loads: Sequence[Load], left: Mapping[int, int]) -> tuple[Reason, ...]:
    """Return a reason for each item of which some stay out."""
    return tuple(_left(problem, loads, k, count) for k, count in left.items())


def _left(problem: Problem, loads: Sequence[Load], k: int, count: int) -> Reason:
    item = problem.items[k]
    facts = {"count": count, "item": item.name}
    if not any(bounds.fits(item, each) for each in problem.containers):
        return Reason(
            "left.too_large", "{count} of {item} stay out: too large or heavy for every container.", facts
        )
    if item.together:
        return Reason(
            "left.together", "{count} of {item} stay out: not all of {group} go in together.",
            facts | {"group": item.together},
        )  # fmt: skip
    if problem.aim != "value":
        return Reason(
            "left.no_container", "{count} of {item} stay out: no container is left for them.", facts
        )
    container, weight = problem.containers[0], sum(each.weight for each in loads)
    if container.weight_limit is not None and item.weight and weight + item.weight > container.weight_limit:
        free = container.weight_limit - weight
        return Reason(
            "left.weight", "{count} of {item} stay out: {weight} each, {free} may still be loaded.",
            facts | {"weight": item.weight, "free": free},
        )  # fmt: skip
    room = container.volume - sum(each.volume for each in loads)
    if item.volume > room:
        return Reason(
            "left.volume", "{count} of {item} stay out: {volume} each, {room} is empty.",
            facts | {"volume": item.volume, "room": room},
        )  # fmt: skip
    return Reason("left.shape", "{count} of {item} stay out: no empty space has its shape.", facts)


def why_these(
    problem: Problem, load: Load, loads: Sequence[Load], refused: Mapping[int, Reason]
) -> tuple[Reason, ...]:
    """Return why a container of this kind was taken."""
    if problem.aim == "value":
        return ()
    container = problem.containers[load.container]
    facts = {
        "container": container.name,
        "boxes": len(load.placements),
        "containers": len(loads),
        "fill": round(100 * load.volume / container.volume),
    }
    said = [
        Reason("container.one", "{container} holds all {boxes} boxes, {fill} % full.", facts)
        if len(loads) == 1
        else Reason(
            "container.some",
            "{container}, one of {containers}, takes {boxes} boxes and is {fill} % full.",
            facts,
        )
    ]
    if problem.aim == "cost":
        said.append(_billed(problem, load))
    smaller = sorted(refused, key=lambda k: -problem.containers[k].volume)
    return (*said, *(refused[k] for k in smaller[:TOLD]))


def _billed(problem: Problem, load: Load) -> Reason:
    container = problem.containers[load.container]
    weight, by_volume = (
        load.weight + container.own_weight,
        container.outer_volume / problem.tariff.volume_per_weight,
    )
    facts = {"cost": load.cost, "weight": weight, "by_volume": round(by_volume)}
    if by_volume > weight:
        return Reason(
            "cost.by_volume",
            "It costs {cost}: billed as {by_volume} by its volume, it weighs {weight}.",
            facts,
        )
    return Reason("cost.by_weight", "It costs {cost}: billed by its weight of {weight}.", facts)


def binding(problem: Problem, loads: Sequence[Load], left: Mapping[int, int]) -> tuple[str, ...]:
    """Return what kept the objective from being better: items, weight, volume, shape, size of containers."""
    if problem.aim == "value":
        codes = [each.code for each in why_left(problem, loads, left)]
        return tuple(dict.fromkeys(code.removeprefix("left.") for code in codes)) or ("items",)
    full = [
        load.weight / limit for load in loads if (limit := problem.containers[load.container].weight_limit)
    ]
    heavy = any(share > 0.95 for share in full)
    return ("weight",) if heavy else ("volume",)
