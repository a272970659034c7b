"""``nonet bench pages``: pages over a million order lines, beside their bare SQL and an empty page.

Three measurements on one database: each page at p95, in turns with the statements it sends and with an empty page, in
one process; when each page of the menu shows something first in Chromium, from a real server; fifty people who read
and write.
"""

import os
import shutil
from statistics import median
from typing import Any

from bench import databases, machine
from bench.pages_data import CUSTOMERS, company_id, prepare
from bench.pages_served import at_work, paints, served
from bench.pages_timed import measure, signed_in
from nonet.books.orders.models import Order, OrderLine
from nonet.faces.cli.static_files import collect_static_files
from nonet.kernel.actor import acting_as_system
from nonet.kernel.models import User
from nonet.kernel.roles import grant_roles
from nonet.kernel.tokens import issue_token
from nonet.masters.items.models import Item
from nonet.masters.parties.models import Party
from nonet.masters.places.models import Site

DATABASE = "nonet_bench_pages"
GOAL, PAINT_GOAL = 5.0, 1_000


def run(
    lines: int = 1_000_000,
    rounds: int = 40,
    people: int = 50,
    seconds: int = 60,
    port: int = 8199,
    parts: str = "pages,paint,people",
) -> dict[str, Any]:
    """Measure the pages of the desk with so many order lines in the books.

    Parameters
    ----------
    lines : int
        Order lines in the books. A million take half an hour to write the first time; they are kept for the next run.
    rounds : int
        How often each page is opened.
    people, seconds : int
        How many are at work at once, and for how long.
    parts : str
        Which of the three measurements.
    """
    collect_static_files()
    prepare(DATABASE, lines)
    databases.use(DATABASE)
    company, wanted = company_id(), parts.split(",")
    told: dict[str, Any] = {"machine": machine.description(), "books": _size(company)}
    if "pages" in wanted:
        told["pages"] = _pages(company, rounds)
    if {"paint", "people"} & set(wanted):
        facts = _facts(company, people)
        with served(DATABASE, port) as address:
            if "paint" in wanted:
                told["first contentful paint"] = _paint(address, facts)
            if "people" in wanted:
                told["people at work"] = at_work(address, people, seconds, facts)
    databases.use("postgres")
    databases.drop(DATABASE)
    return told


def _size(company: int) -> dict[str, int]:
    with acting_as_system(company):
        return {"orders": Order.objects.count(), "order lines": OrderLine.objects.count()}


def person(company: int, number: int) -> User:
    """Return one of the people at work, with every permission."""
    user, _made = User.objects.get_or_create(username=f"person-{number}")
    with acting_as_system(company):
        grant_roles(user_ids=[user.pk], role="owner")
    return user


def _pages(company: int, rounds: int) -> dict[str, Any]:
    told = {name: each.told() for name, each in measure(company, person(company, 0), rounds).items()}
    worst = max(told, key=lambda name: float(told[name]["ratio of p95"]))
    met = all(each["ratio of p95"] <= GOAL for each in told.values())
    return {
        "goal": f"at most {GOAL:g}",
        "met": met,
        "worst": f"{worst}: {told[worst]['ratio of p95']}",
        **told,
    }


def _facts(company: int, people: int) -> dict[str, Any]:
    """Return what the people at work need to know: who they are, and of what there is."""
    known = []
    for number in range(people):
        user = person(company, number)
        client = signed_in(user)
        with acting_as_system(company):
            secret = issue_token(name="bench", scopes=("*",), user_id=user.pk).secret
        known.append((client.cookies["sessionid"].value, secret))
    with acting_as_system(company):
        return {
            "cookie": "sessionid",
            "people": known,
            "site": Site.objects.get().pk,
            "items": list(Item.objects.filter(code__startswith="B0").values_list("pk", flat=True)[:900]),
            "parties": list(Party.objects.filter(is_customer=True).values_list("pk", flat=True)[:CUSTOMERS]),
            "orders": list(Order.objects.order_by("-id").values_list("pk", flat=True)[:5_000]),
            "menu": menu(company),
        }


def menu(company: int) -> list[str]:
    """Return the address of every page of the menu."""
    from django.test import RequestFactory

    from nonet.faces.desk.menu import navigation

    request = RequestFactory().get("/desk/")
    request.user = person(company, 0)
    with acting_as_system(company):
        groups = navigation(request)
    links = (str(item["link"]) for group in groups for item in group["items"])
    return sorted({each for each in links if each.startswith("/desk/")})


def _paint(address: str, facts: dict[str, Any]) -> dict[str, Any]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        return {"left out": "there is no Chromium here"}
    found = paints(address, ("sessionid", facts["people"][0][0]), facts["menu"], path)
    slow = {page: round(each) for page, each in found.items() if each > PAINT_GOAL}
    slowest = max(found, key=lambda page: found[page])
    return {
        "pages": len(found),
        "goal": f"under {PAINT_GOAL} ms",
        "median ms": round(median(found.values())),
        "slowest": f"{slowest}: {found[slowest]:.0f} ms",
        "over the goal": slow,
    }
