"""The home page: what waits, what is late, what money is due, how business goes; more is shown to who may see more."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.formats import date_format

from nonet.books.money.selectors.company import company_books
from nonet.faces.desk.home.figures import figures
from nonet.faces.desk.home.late import due_weeks, late_panels
from nonet.faces.desk.home.starting import actions, first_steps
from nonet.faces.desk.home.waiting import waiting_cards, waiting_pages
from nonet.kernel.clock import today
from nonet.kit.admin.base import actor_may


def home_context(request: HttpRequest) -> dict[str, Any]:
    """Return what the page shows at once; its charts come after."""
    return {
        "day": date_format(today(), "DATE_FORMAT"),
        "actions": actions(request),
        "steps": first_steps(),
        "has_figures": actor_may("orders.read") or actor_may("money.read"),
        **_news(),
    }


def _news() -> dict[str, Any]:
    currency = company_books().currency
    return {
        "cards": waiting_cards(),
        "late": late_panels(),
        "weeks": due_weeks(currency),
        "currency": currency,
    }


def news(request: HttpRequest) -> HttpResponse:
    """Answer with what waits and what is late as it is now, for the page that stands open."""
    return render(request, "desk/home/news.html", _news())


def charts(request: HttpRequest) -> HttpResponse:
    """Answer with the charts."""
    return render(request, "desk/home/charts.html", {"charts": figures()})


def waiting(request: HttpRequest) -> JsonResponse:
    """Tell the menu how much waits behind each page."""
    return JsonResponse({"pages": waiting_pages()}, headers={"Cache-Control": "private, max-age=10"})
