"""``nonet solve gsm``: safety stock of a supply chain in Willems' form."""

from pathlib import Path

from nonet.engines import guaranteed_service as gsm
from nonet.engines.solving import Limit
from nonet.faces.solving import willems
from nonet.faces.solving.printed import Asked, Printed


def solve(path: Path, limit: Limit, asked: Asked) -> Printed:
    """Read and solve one chain."""
    answer = gsm.solve(willems.read(path), limit)
    stages = {
        plan.name: {
            "inbound": plan.inbound,
            "outbound": plan.outbound,
            "safety_stock": round(plan.safety_stock, 6),
        }
        for plan in answer.stages
    }
    return Printed(
        {"stages": stages},
        round(answer.objective, 6),
        answer.bound,
        answer.optimal,
        parts=answer.parts,
        reasons=tuple(map(str, answer.reasons)),
    )


def warm() -> None:
    """Compile every loop on a cycle of four stages whose relaxation leaves a gap."""
    stages = [gsm.Stage(name, 1 + 2 * (name == "b"), cost=1.0) for name in "abc"]
    stages.append(gsm.Stage("d", 1, cost=1.0, deviation=1.0, factor=1.0))
    links = [gsm.Link(*pair) for pair in ("ab", "ac", "bd", "cd", "ad")]
    gsm.solve(gsm.Problem(tuple(stages), tuple(links)), Limit(iterations=20))
