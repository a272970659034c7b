"""Why a plan is as long as it is, and why orders are late: what each operation waited for, back to the beginning."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from nonet.engines.scheduling.answer import Task
from nonet.engines.scheduling.floor import open_of
from nonet.engines.scheduling.problem import Shop
from nonet.engines.solving import Reason

MOST = 20  # late orders that are explained
TEXTS = {
    "machine": "Order {order} is {late} late: it waits {waited} for machine {name}, busy with order {blocker}. {chain}",
    "operator": "Order {order} is {late} late: it waits {waited} for {name}, busy with order {blocker}. {chain}",
    "tool": "Order {order} is {late} late: it waits {waited} for tool {name}, which order {blocker} holds. {chain}",
    "material": "Order {order} is {late} late: its material is there only at {name}. {chain}",
    "closed": "Order {order} is {late} late: {waited} pass while {name} is closed. {chain}",
    "setup": "Order {order} is {late} late: setting up {name} takes {waited}. {chain}",
    "work": "Order {order} is {late} late: its own work takes {waited}. {chain}",
}


@dataclass(frozen=True, slots=True)
class Link:
    """A step of the chain: an operation, and what it waited for, how long, and because of whom (-1: nobody)."""

    task: Task
    cause: str
    name: str
    waited: int
    blocker: int = -1


def unplanned_reasons(shop: Shop, missing: Sequence[tuple[int, int]]) -> tuple[Reason, ...]:
    """Return why operations could not be planned: the first of each order."""
    first: dict[int, int] = {}
    for job, index in missing:
        first.setdefault(job, index)
    return tuple(_unplanned(shop, job, index) for job, index in first.items())


def _unplanned(shop: Shop, job: int, index: int) -> Reason:
    operation = shop.jobs[job].operations[index]
    facts = {"order": shop.jobs[job].name, "operation": index, "skill": operation.skill}
    if operation.skill and not any(operation.skill in person.skills for person in shop.operators):
        return Reason(
            "unplanned.skill",
            "Operation {operation} of order {order} needs {skill}, which no operator knows.",
            facts,
        )
    return Reason(
        "unplanned.time",
        "Operation {operation} of order {order} finds no stretch that is long enough before the last shift ends.",
        facts,
    )


def reasons_of(shop: Shop, tasks: Sequence[Task]) -> tuple[Reason, ...]:
    """Return the chain that ends last, and the chain of each late order, the worst first."""
    if not tasks:
        return ()
    web = _Web(shop, tasks)
    last = max(tasks, key=lambda each: each.end)
    told = [
        Reason(
            "plan.chain",
            "The plan ends at {end} because of this chain: {chain}",
            {"end": last.end, "chain": web.told(web.chain(last))},
        )
    ]
    ends: dict[int, Task] = {}
    for task in tasks:
        ends[task.job] = task
    late = [
        (shop.jobs[job].weight * (task.end - due), job, task.end - due)
        for job, task in ends.items()
        if (due := shop.jobs[job].due) is not None and task.end > due
    ]
    for _, job, by in sorted(late, key=lambda each: (-each[0], each[1]))[:MOST]:
        told.append(_late(shop, web, ends[job], by))
    return tuple(told)


def _late(shop: Shop, web: "_Web", task: Task, by: int) -> Reason:
    """Return why an order is late: the longest wait among its own operations, and the chain behind it."""
    links = [web.link(each) for each in web.jobs[task.job]]
    work = sum(each.end - each.start for each in web.jobs[task.job])
    waits = [link for link in links if link.waited > 0]
    worst = max(waits, key=lambda each: each.waited, default=None)
    if worst is None or (worst.waited < by and work > worst.waited and work >= 2 * by and not waits):
        worst = Link(task, "work", "", work)
    facts = {
        "order": shop.jobs[task.job].name,
        "late": by,
        "waited": worst.waited,
        "name": worst.name,
        "blocker": shop.jobs[worst.blocker].name if worst.blocker >= 0 else "",
        "operation": worst.task.index,
        "chain": web.told(web.chain(task)),
    }
    return Reason(f"late.{worst.cause}", TEXTS[worst.cause], facts)


class _Web:
    """Who stood before whom, in the jobs, on machines, with operators and tools."""

    def __init__(self, shop: Shop, tasks: Sequence[Task]) -> None:
        self.shop = shop
        self.jobs: dict[int, list[Task]] = defaultdict(list)
        self.machines: dict[int, list[Task]] = defaultdict(list)
        self.operators: dict[int, list[Task]] = defaultdict(list)
        self.tools: dict[int, list[Task]] = defaultdict(list)
        for task in tasks:
            self.jobs[task.job].append(task)
            self.machines[task.machine].append(task)
            if task.operator >= 0:
                self.operators[task.operator].append(task)
            for tool in shop.jobs[task.job].operations[task.index].tools:
                self.tools[tool].append(task)

    def ready(self, task: Task) -> int:
        """Return when the order itself could have begun the operation, but for its material."""
        job = self.jobs[task.job]
        return max(
            (each.end for each in job if each.index == task.index - 1),
            default=self.shop.jobs[task.job].release,
        )

    def link(self, task: Task) -> Link:
        """Return what an operation waited for longest, beyond its own order."""
        operation, ready = self.shop.jobs[task.job].operations[task.index], self.ready(task)
        found = [Link(task, "material", str(operation.release), min(operation.release, task.start) - ready)]
        found.append(
            self._blocked(task, "machine", self.shop.machines[task.machine].name, self.machines[task.machine])
        )
        if task.operator >= 0:
            name = self.shop.operators[task.operator].name
            found.append(self._blocked(task, "operator", name, self.operators[task.operator]))
        for tool in operation.tools:
            if self.shop.tools[tool].count == 1:
                found.append(self._blocked(task, "tool", self.shop.tools[tool].name, self.tools[tool]))
        found.append(
            Link(task, "setup", self.shop.machines[task.machine].name, min(task.setup, task.start - ready))
        )
        shut = task.end - ready - self._open(task.machine, ready, task.end)
        found.append(Link(task, "closed", self.shop.machines[task.machine].name, shut))
        return max(found, key=lambda each: each.waited)

    def _open(self, number: int, low: int, high: int) -> int:
        """Return for how long a machine is open from ``low`` to ``high``."""
        machine = self.shop.machines[number]
        spans = open_of(machine.shifts, machine.maintenance)
        return sum(max(0, min(end, high) - max(start, low)) for start, end in spans)

    def _blocked(self, task: Task, cause: str, name: str, row: list[Task]) -> Link:
        """Return how long others held what the operation needed while it could have run; the last one is named."""
        ready = self.ready(task)
        others = [each for each in row if each is not task and ready < each.end <= task.start]
        if not others:
            return Link(task, cause, name, 0)
        last = max(others, key=lambda each: each.end)
        return Link(task, cause, name, self._open(task.machine, ready, last.end), last.job)

    def chain(self, task: Task) -> list[Task]:
        """Return the operations that stand one behind the other until ``task`` ends, from the first on."""
        chain = [task]
        while len(chain) < 1000:
            head = chain[-1]
            rows = [self.jobs[head.job], self.machines[head.machine], self.operators.get(head.operator, [])]
            rows += [self.tools[tool] for tool in self.shop.jobs[head.job].operations[head.index].tools]
            before = [
                each for row in rows for each in row if each.end <= head.start and each.start < head.start
            ]
            if not before:
                break
            nearest = max(before, key=lambda each: (each.end, each.job == head.job))
            operation = self.shop.jobs[head.job].operations[head.index]
            if max(operation.release, self.shop.jobs[head.job].release) > nearest.end:
                break
            chain.append(nearest)
        return chain[::-1]

    def told(self, chain: Sequence[Task]) -> str:
        """Return a chain as text, its middle left out when it is long."""
        words = [
            f"{self.shop.jobs[each.job].name}/{each.index} on {self.shop.machines[each.machine].name}"
            f" {each.start}–{each.end}"
            for each in chain
        ]
        return " → ".join(words if len(words) <= 12 else [*words[:4], "…", *words[-7:]])
