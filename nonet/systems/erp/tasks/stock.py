"""Choices that tasks about stock share."""

from typing import Any

from nonet.books.stock.models import Balance
from nonet.masters.places.models import Site


def statuses() -> list[tuple[str, Any]]:
    """Return the statuses of goods, named in the language at work."""
    return list(Balance._meta.get_field("status").flatchoices)


def bins_of_row(row: Any, asked: Any) -> dict[str, Any]:
    """Narrow places to the bins of the row's site, since the same code may stand in several."""
    return {"kind": "bin", "site_id": row.site_id}


def places_of_site(row: Any, asked: Any) -> dict[str, Any]:
    """Narrow places to those of the site chosen at the head."""
    chosen = asked.values.get("site_id") if asked else None
    return {"site_id": int(chosen)} if chosen else {}


def first_site(asked: Any) -> Any:
    """Return the site that stands in the form at first."""
    found = sites()
    return found[0][0] if found else None


def sites() -> list[tuple[Any, str]]:
    """Return the company's sites to choose from."""
    return list(Site.objects.filter(active=True).order_by("pk").values_list("pk", "name"))
