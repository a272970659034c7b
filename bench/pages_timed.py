"""How long pages take, each beside the statements that it alone sends and an empty page, in turns of one process."""

import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import clear_url_caches, set_urlconf

from bench.pages_urls import EMPTY
from nonet.books.money.models import Entry, Invoice
from nonet.books.orders.models import Delivery, Order
from nonet.kernel.actor import acting_as_system
from nonet.kernel.clock import today
from nonet.kernel.models import User
from nonet.masters.parties.models import Party

Statement = tuple[str, Any]
SALES, MOVES = "/desk/erp/salesorder/", "/desk/stock/move/"


@dataclass(frozen=True, slots=True)
class Timed:
    """What a page took, in milliseconds, and what it is compared with."""

    page: list[float]
    sql: list[float]
    empty: list[float]
    statements: int

    def told(self) -> dict[str, Any]:
        """Return the figures; the ratio is that of the 95th percentiles."""
        parts = {name: _p95(getattr(self, name)) for name in ("page", "sql", "empty")}
        floor = parts["sql"] + parts["empty"]
        middle = median(self.page) / (median(self.sql) + median(self.empty))
        return {
            "p95 ms": round(parts["page"], 1),
            "bare SQL p95 ms": round(parts["sql"], 1),
            "empty page p95 ms": round(parts["empty"], 1),
            "ratio of p95": round(parts["page"] / floor, 2),
            "ratio of medians": round(middle, 2),
            "statements": self.statements,
        }


def _p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[-1]


def addresses(company_id: int) -> dict[str, str]:
    """Return the pages that are measured, by what they are."""
    with acting_as_system(company_id):
        order = Order.objects.filter(kind="sales").order_by("-id")[1_000]
        party = Party.objects.order_by("code")[77]
        invoice = Invoice.objects.order_by("-id")[1_000]
        delivery = Delivery.objects.order_by("-id")[1_000]
        entry = Entry.objects.order_by("-id")[1_000]
        month = f"ordered_on_from={today():%Y-%m-01}"
    lists = {
        "list of sales orders": SALES,
        "list of deliveries": "/desk/orders/delivery/",
        "list of sales invoices": "/desk/erp/salesinvoice/",
        "list of open items": "/desk/money/openitem/",
        "list of moves": MOVES,
        "list of entries": "/desk/money/entry/",
        "list of stock by place": "/desk/stock/balance/",
        "list of parties": "/desk/parties/party/",
        "list of items": "/desk/items/item/",
    }
    found = {
        "search: beginning of a number": f"{SALES}?q={order.number[:9]}",
        "search: a customer": f"{SALES}?q={party.code}",
        "search: moves of an item": f"{MOVES}?q=B0077",
        "search: parties": "/desk/parties/party/?q=Customer+77",
        "search: nothing found": f"{SALES}?q=zzzz",
        "filter: drafts": f"{SALES}?state=draft",
        "filter: cancelled, none": f"{SALES}?state=cancelled",
        "filter: a customer": f"{SALES}?party={party.pk}",
        "filter: this month, by amount": f"{SALES}?ordered_on=this_month&gross_total_from=200",
        "filter: overdue": "/desk/money/openitem/?due=late",
        "sorted by number": f"{SALES}?sort=number",
        "page 100": f"{SALES}?page=100",
        "pivot: a month by state": f"{SALES}?show=pivot&by=ordered_on:day&across=state&{month}",
        "pivot: a customer by month": f"{SALES}?show=pivot&by=ordered_on:month&party={party.pk}",
        "pivot: all orders by month": f"{SALES}?show=pivot&by=ordered_on:month",
    }
    documents = {
        "sales order": f"{SALES}{order.pk}/change/",
        "delivery": f"/desk/orders/delivery/{delivery.pk}/change/",
        "sales invoice": f"/desk/erp/salesinvoice/{invoice.pk}/change/",
        "entry": f"/desk/money/entry/{entry.pk}/change/",
        "party": f"/desk/parties/party/{party.pk}/change/",
        "history of a sales order": f"{SALES}{order.pk}/history/",
        "home": "/desk/",
    }
    return {**lists, **found, **documents}


@contextmanager
def with_empty_page() -> Any:
    """Serve the empty page too, within the block."""
    former = settings.ROOT_URLCONF
    settings.ROOT_URLCONF = "bench.pages_urls"
    clear_url_caches()
    set_urlconf(None)
    try:
        yield
    finally:
        settings.ROOT_URLCONF = former
        clear_url_caches()


def signed_in(user: User, language: str = "zh-hans") -> Client:
    """Return a client in which the user has signed in."""
    client = Client(SERVER_NAME="localhost", headers={"accept-language": language})
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def measure(company_id: int, user: User, rounds: int) -> dict[str, Timed]:
    """Measure every page so many times, in turns with its statements and the empty page."""
    client = signed_in(user)
    with with_empty_page():
        open_page(client, EMPTY)
        frame = {text for text, _ in sent(lambda: open_page(client, EMPTY))}
        return {
            name: _timed(client, address, frame, rounds) for name, address in addresses(company_id).items()
        }


def _timed(client: Client, address: str, frame: set[str], rounds: int) -> Timed:
    open_page(client, address)
    statements = [each for each in sent(lambda: open_page(client, address)) if each[0] not in frame]
    found = Timed([], [], [], len(statements))
    for _ in range(rounds):
        found.empty.append(milliseconds(lambda: open_page(client, EMPTY)))
        found.sql.append(milliseconds(lambda: replay(statements)))
        found.page.append(milliseconds(lambda: open_page(client, address)))
    return found


def open_page(client: Client, address: str) -> None:
    """Open a page; it must be there."""
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")


def sent(work: Callable[[], Any]) -> list[Statement]:
    """Return the statements that some work sends, with their parameters, but for those that only set the stage."""
    found: list[Statement] = []

    def look(execute: Any, text: str, params: Any, many: bool, context: Any) -> Any:
        found.append((text, params))
        return execute(text, params, many, context)

    with connection.execute_wrapper(look):
        work()
    return [each for each in found if each[0].lstrip().upper().startswith(("SELECT", "WITH"))]


def replay(statements: Sequence[Statement]) -> None:
    """Send statements and read what they find, without anything around them."""
    with connection.cursor() as cursor:
        for text, params in statements:
            cursor.execute(text, params)
            cursor.fetchall()


def milliseconds(work: Callable[[], Any]) -> float:
    """Return how long some work takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1_000
