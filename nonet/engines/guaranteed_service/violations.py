"""What is wrong with a placement, by the rules of the problem alone."""

from nonet.engines.guaranteed_service.answer import Answer
from nonet.engines.guaranteed_service.problem import Problem


def violations(problem: Problem, answer: Answer) -> tuple[str, ...]:
    """Return each broken rule in a sentence; none means that the placement can be kept."""
    plans = {plan.name: plan for plan in answer.stages}
    supplies = {link.supplier for link in problem.links}
    told = [f"{stage.name} has no plan." for stage in problem.stages if stage.name not in plans]
    for stage in problem.stages:
        plan = plans.get(stage.name)
        if plan is None:
            continue
        promise = (
            stage.promise if stage.promise is not None or stage.name in supplies else max(0, stage.least)
        )
        if promise is not None and plan.outbound > promise:
            told.append(f"{stage.name} quotes {plan.outbound}, more than its promise {promise}.")
        if plan.outbound < stage.least:
            told.append(f"{stage.name} quotes {plan.outbound}, less than its shortest {stage.least}.")
        if plan.net < 0 or plan.net != plan.inbound + stage.time - plan.outbound:
            told.append(f"{stage.name} covers {plan.net}, not inbound + time - outbound.")
    for link in problem.links:
        a, b = plans.get(link.supplier), plans.get(link.customer)
        if a and b and b.inbound < a.outbound:
            told.append(
                f"{link.customer} waits {b.inbound}, less than {link.supplier} quotes ({a.outbound})."
            )
    return tuple(told)
